/** Waits for what an interrupt ends: that is no failure then. */
export async function untilAsked(asked: AbortSignal, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!asked.aborted) throw error;
  }
}
