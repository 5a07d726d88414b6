import { TscomposeError } from '../base/errors.js';

/** Seconds of `-t`, as milliseconds; negative: as long as it takes, as Docker has it. */
export function parseTimeout(value: string): number {
  if (!/^-?\d+$/.test(value)) throw invalid(value, '-t, --timeout', 'a whole number of seconds');
  return Number(value) * 1000;
}

/** Whole seconds, as milliseconds. */
export function parseSeconds(flag: string): (value: string) => number {
  return (value) => {
    if (!/^\d+$/.test(value)) throw invalid(value, flag, 'a whole number of seconds');
    return Number(value) * 1000;
  };
}

/** `all`, or how many last lines; undefined: all of them. */
export function parseTail(value: string): number | undefined {
  if (value === 'all' || /^-\d+$/.test(value)) return undefined;
  if (!/^\d+$/.test(value)) throw invalid(value, '-n, --tail', 'a number of lines, or "all"');
  return Number(value);
}

/** Number of a container of a service; 0: any. */
export function parseIndex(value: string): number {
  if (!/^\d+$/.test(value)) throw invalid(value, '--index', 'a number from 1');
  return Number(value);
}

/** `--flag`, `--flag=false`, with the words that Docker's flags take. */
export function parseBoolean(flag: string): (value: string) => boolean {
  return (value) => {
    if (/^(1|t|true)$/i.test(value)) return true;
    if (/^(0|f|false)$/i.test(value)) return false;
    throw invalid(value, flag, 'true or false');
  };
}

export function appendValue(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** Reads a value; knows all that there are, for shells to offer. */
export type ChoiceParser<T extends string> = ((value: string) => T) & { readonly choices: readonly T[] };

/** What a value's parser would take, where that can be listed. */
export function choicesOf(parser: unknown): readonly string[] | undefined {
  return typeof parser === 'function' && 'choices' in parser
    ? (parser as ChoiceParser<string>).choices
    : undefined;
}

/** @throws USAGE naming what is allowed */
export function parseFormat<T extends string>(allowed: readonly T[]): ChoiceParser<T> {
  const parse = (value: string) => {
    const found = allowed.find((format) => format === value);
    if (found !== undefined) return found;
    throw new TscomposeError('USAGE', `unsupported format "${value}"`, {
      hint: `Use ${allowed.join(' or ')}.`,
    });
  };
  return Object.assign(parse, { choices: allowed });
}

/** @throws USAGE naming what is allowed */
export function parseOneOf<T extends string>(flag: string, allowed: readonly T[]): ChoiceParser<T> {
  const parse = (value: string) => {
    const found = allowed.find((word) => word === value);
    if (found === undefined) throw invalid(value, flag, allowed.join(' or '));
    return found;
  };
  return Object.assign(parse, { choices: allowed });
}

function invalid(value: string, flag: string, expected: string): TscomposeError {
  return new TscomposeError(
    'USAGE',
    `invalid argument "${value}" for "${flag}" flag: ${expected} is expected`,
  );
}

/** What Compose takes for yes in a variable. */
export function isTrue(value: string | undefined): boolean {
  return /^(1|t|true|y)$/i.test(value?.trim() ?? '');
}
