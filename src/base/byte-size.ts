const UNITS = ['', 'k', 'm', 'g', 't', 'p'] as const;
const BYTE_SIZE = /^\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/iu;
const LARGEST = 2 ** 63;

/**
 * Reads a byte size as the Compose Specification writes them: `512`, `10m`, `1.5gb`, `64KiB`. Every unit is a
 * power of 1024, as with Docker.
 * @returns bytes, exact below 2^53; undefined when the text is no byte size or is 2^63 or more
 */
export function parseByteSize(text: string): number | undefined {
  const match = BYTE_SIZE.exec(text);
  if (match === null) return undefined;
  const power = UNITS.indexOf((match[2] ?? '').toLowerCase() as (typeof UNITS)[number]);
  const bytes = Math.trunc(Number(match[1]) * 1024 ** power);
  return bytes < LARGEST ? bytes : undefined;
}

/**
 * Writes a size for people: `512 B`, `1.5 MiB`.
 * @param bytes not negative
 */
export function formatByteSize(bytes: number): string {
  let power = 0;
  while (power < UNITS.length - 1 && bytes >= 1024 ** (power + 1)) power++;
  if (power === 0) return `${bytes} B`;
  const amount = bytes / 1024 ** power;
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${(UNITS[power] ?? '').toUpperCase()}iB`;
}
