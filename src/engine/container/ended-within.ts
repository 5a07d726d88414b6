/** Resolves at the end of the run, the grace, or at the abort, whichever is first. */
export async function endedWithin(ended: Promise<void>, graceMs: number, signal: AbortSignal): Promise<void> {
  let wake: () => void = () => {};
  const hurried = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const timer = setTimeout(wake, graceMs);
  signal.addEventListener('abort', wake, { once: true });
  try {
    await Promise.race([ended, hurried]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
  }
}
