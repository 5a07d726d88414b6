const DATE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?(Z|[-+]\d{2}:\d{2})?)?$/;

/**
 * A scalar that YAML takes for a date, as Compose prints it: `2001-12-14T21:59:43.1-05:00`. Undefined for any
 * other text, and for days that the calendar doesn't have.
 */
export function timestampText(text: string): string | undefined {
  // Hardly any text goes further than this.
  if (text.charCodeAt(4) !== 0x2d) return undefined;
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [
    ,
    year = '',
    month = '',
    day = '',
    separator,
    hour = '0',
    minute = '0',
    second = '0',
    fraction,
    zone,
  ] = match;
  if (separator === ' ' ? zone !== undefined : separator !== undefined && zone === undefined)
    return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  date.setUTCFullYear(Number(year));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (digits: string) => digits.padStart(2, '0');
  const digits = (fraction ?? '').slice(0, 9).replace(/0+$/, '');
  const time = `${two(hour)}:${two(minute)}:${two(second)}${digits === '' ? '' : `.${digits}`}`;
  return `${year}-${two(month)}-${two(day)}T${time}${zoneText(zone)}`;
}

function zoneText(zone: string | undefined): string {
  const [, sign = '', hours = '', minutes = ''] = /^([-+])(\d\d):(\d\d)$/.exec(zone ?? '') ?? [];
  if (sign === '' || Number(hours) + Number(minutes) === 0) return 'Z';
  return `${sign}${hours}:${minutes}`;
}
