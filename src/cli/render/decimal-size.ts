const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * Bytes in powers of 1000, as Docker prints sizes: `1.98MB`, `88.8MB`.
 * @param digits that count; most lists of Docker's have three, sums four
 */
export function decimalSize(bytes: number, digits: 3 | 4 = 3): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(unit === 0 ? 4 : digits))}${UNITS[unit]}`;
}
