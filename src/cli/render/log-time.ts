/** A log entry's time as Docker shows it: all nine digits, so that times stand below each other. */
export function logTime(time: string): string {
  const [, seconds = time, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return `${seconds}.${fraction.padEnd(9, '0')}Z`;
}
