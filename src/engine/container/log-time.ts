/** Characters of an RFC 3339 time in UTC up to the seconds: `2026-01-01T00:00:00`. */
const SECONDS_LENGTH = 19;

/** Compares RFC 3339 times in UTC exactly, whatever digits their fractions have: Date would drop the nanoseconds. */
export function isLater(time: string, than: string): boolean {
  const seconds = time.slice(0, SECONDS_LENGTH);
  const thanSeconds = than.slice(0, SECONDS_LENGTH);
  if (seconds !== thanSeconds) return seconds > thanSeconds;
  return fraction(time) > fraction(than);
}

function fraction(time: string): string {
  const digits = /^\.(\d+)/.exec(time.slice(SECONDS_LENGTH))?.[1] ?? '';
  return digits.padEnd(9, '0');
}
