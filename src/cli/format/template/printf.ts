import { goPrint, goType } from './go-print.js';

const VERB = /%([-+# 0]*)(\d+|\*)?(?:\.(\d+|\*)?)?([\s\S])?/gu;

/** Formats as Go's fmt.Sprintf: %v %s %q %x %X %d %b %o %c %U %t %f %e %g %T %%, with flags, width and precision. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let used = 0;
  const take = () => args[used++];
  const text = format.replace(
    VERB,
    (all, flags: string, width?: string, precision?: string, verb?: string) => {
      if (verb === undefined) return '%!(NOVERB)';
      if (verb === '%') return '%';
      const least = width === '*' ? Number(take()) : Number(width ?? 0);
      const hasPrecision = /^%[-+# 0]*(\d+|\*)?\./.test(all);
      const exact = precision === '*' ? Number(take()) : hasPrecision ? Number(precision ?? 0) : undefined;
      if (used >= args.length) return `%!${verb}(MISSING)`;
      const value = take();
      return padded(convert(verb, value, flags, exact), value, flags, least, verb);
    },
  );
  if (used >= args.length) return text;
  const extra = args.slice(used).map((value) => `${goType(value)}=${goPrint(value)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function convert(verb: string, value: unknown, flags: string, precision: number | undefined): string {
  const text = known(verb, value, flags, precision);
  if (text === undefined) return `%!${verb}(${goType(value)}=${goPrint(value)})`;
  const isSigned =
    flags.includes('+') && typeof value === 'number' && value >= 0 && 'vdfFeEgG'.includes(verb);
  return isSigned ? `+${text}` : text;
}

function known(
  verb: string,
  value: unknown,
  flags: string,
  precision: number | undefined,
): string | undefined {
  if (verb === 'v') return goPrint(value);
  if (verb === 'T') return goType(value);
  if (verb === 't') return typeof value === 'boolean' ? String(value) : undefined;
  if ('sqxX'.includes(verb) && typeof value !== 'number') return asText(verb, value, precision);
  if (typeof value !== 'number') return undefined;
  if ('fFeEgG'.includes(verb)) return asFloat(verb, value, precision);
  return Number.isInteger(value) ? asInteger(verb, value, flags) : undefined;
}

function asText(verb: string, value: unknown, precision: number | undefined): string | undefined {
  if (Array.isArray(value)) return `[${value.map((item) => convert(verb, item, '', precision)).join(' ')}]`;
  if (typeof value !== 'string') return undefined;
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('');
  if (verb === 's') return cut;
  if (verb === 'q') return JSON.stringify(cut);
  const hex = Buffer.from(cut).toString('hex');
  return verb === 'x' ? hex : hex.toUpperCase();
}

function asFloat(verb: string, value: number, precision: number | undefined): string {
  const lower = verb.toLowerCase();
  if (lower === 'f') return value.toFixed(precision ?? 6);
  const text = lower === 'e' ? value.toExponential(precision ?? 6) : shortest(value, precision);
  const padded = text.replace(/e([+-])(\d)$/, 'e$10$2');
  return verb === lower ? padded : padded.toUpperCase();
}

function shortest(value: number, precision: number | undefined): string {
  return precision === undefined ? goPrint(value) : String(Number(value.toPrecision(Math.max(1, precision))));
}

function asInteger(verb: string, value: number, flags: string): string | undefined {
  const prefix = (text: string) => (flags.includes('#') ? text : '');
  switch (verb) {
    case 'd':
      return goPrint(value);
    case 'b':
      return value.toString(2);
    case 'o':
      return prefix('0') + value.toString(8);
    case 'x':
      return prefix('0x') + value.toString(16);
    case 'X':
      return prefix('0X') + value.toString(16).toUpperCase();
    case 'c':
      return value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd';
    case 'q':
      return value >= 0 && value <= 0x10ffff ? `'${String.fromCodePoint(value)}'` : "'\ufffd'";
    case 'U':
      return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
    default:
      return undefined;
  }
}

function padded(text: string, value: unknown, flags: string, width: number, verb: string): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  const isNumber = typeof value === 'number' && verb !== 'c' && verb !== 'q';
  if (!flags.includes('0') || !isNumber) return ' '.repeat(missing) + text;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}
