const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

const SECOND = 1_000_000_000n;
const LONGEST = 2n ** 63n - 1n;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/y;

/**
 * Reads a duration as the Compose Specification writes them: `1m30s`, `1.5h`, `100us`, `2d`.
 * @returns nanoseconds, or undefined when the text is no duration or exceeds 63 bits (292 years)
 */
export function parseDuration(text: string): bigint | undefined {
  const [, sign, parts = ''] = /^([+-]?)(.*)$/su.exec(text) ?? [];
  if (parts === '') return undefined;
  if (parts === '0') return 0n;
  let total = 0n;
  PART.lastIndex = 0;
  while (PART.lastIndex < parts.length) {
    const match = PART.exec(parts);
    if (match === null) return undefined;
    total += scale(match[1] ?? '', NANOSECONDS[match[2] ?? ''] ?? 0n);
  }
  if (total > LONGEST) return undefined;
  return sign === '-' ? -total : total;
}

/**
 * Writes a duration as Compose's canonical form does: `1m30s`, `1.5s`, `100µs`, `24h0m0s`.
 * @param duration nanoseconds
 */
export function formatDuration(duration: bigint): string {
  if (duration < 0n) return `-${formatDuration(-duration)}`;
  if (duration === 0n) return '0s';
  if (duration < 1_000n) return `${duration}ns`;
  if (duration < 1_000_000n) return `${decimal(duration, 1_000n)}µs`;
  if (duration < SECOND) return `${decimal(duration, 1_000_000n)}ms`;
  const minutes = duration / (60n * SECOND);
  const seconds = decimal(duration % (60n * SECOND), SECOND);
  if (minutes === 0n) return `${seconds}s`;
  return minutes < 60n ? `${minutes}m${seconds}s` : `${minutes / 60n}h${minutes % 60n}m${seconds}s`;
}

/**
 * The duration in milliseconds, for timers; parts of a millisecond are kept as a fraction.
 * @returns undefined when the text is no duration
 */
export function durationMilliseconds(text: string): number | undefined {
  const duration = parseDuration(text);
  return duration === undefined ? undefined : Number(duration) / 1e6;
}

/** A decimal number times a unit, exact; what is finer than a nanosecond is cut off. */
function scale(number: string, unit: bigint): bigint {
  const [whole = '', fraction = ''] = number.split('.');
  return BigInt(whole || '0') * unit + (BigInt(fraction || '0') * unit) / 10n ** BigInt(fraction.length);
}

function decimal(amount: bigint, unit: bigint): string {
  const rest = (amount % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${amount / unit}` : `${amount / unit}.${rest}`;
}
