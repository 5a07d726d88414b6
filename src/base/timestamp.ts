/**
 * A form of an RFC 3339 time in UTC whose order as a string is that of the times, to the nanosecond: without the zeros at the end of
 * its fraction, and without its Z, which would come behind digits.
 */
export function timeKey(time: string): string {
  let end = time.endsWith('Z') ? time.length - 1 : time.length;
  if (time.includes('.')) {
    while (time[end - 1] === '0') end -= 1;
    if (time[end - 1] === '.') end -= 1;
  }
  return time.slice(0, end);
}
