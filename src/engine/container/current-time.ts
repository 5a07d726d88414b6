/** A moment by the two clocks that records tell: what people read, and what nobody sets. */
export interface Time {
  /** RFC 3339. */
  readonly wall: string;
  /** Milliseconds of CLOCK_MONOTONIC, the same in all processes of a boot. */
  readonly monotonicMs: number;
}

export function currentTime(): Time {
  return {
    wall: new Date().toISOString(),
    monotonicMs: Number(process.hrtime.bigint() / 1_000_000n),
  };
}
