import type { Scalar } from '../tree.js';

const DECIMAL_FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** Words that are no text; infinities have no place in JSON and no attribute takes them, so text they stay. */
const CONSTANTS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, '+Inf'] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, '-Inf'] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, 'NaN'] as const),
]);

export interface PlainScalar {
  readonly value: Scalar;
  /** Written as a floating-point number, even when its value is whole. */
  readonly float: boolean;
}

/**
 * The value of an unquoted scalar in Compose's dialect, a mix of YAML 1.1 and 1.2: `yes` and `on` are text,
 * `0755` and `0o755` are octal, `1_000` is a number.
 */
export function resolvePlainScalar(text: string): PlainScalar {
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return { value: constant, float: false };
  if (!/^[-+.0-9]/.test(text)) return { value: text, float: false };
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  const integer = resolveInteger(digits);
  if (integer !== undefined) return integer;
  if (!DECIMAL_FLOAT.test(digits) || !Number.isFinite(Number(digits))) return { value: text, float: false };
  return { value: Number(digits), float: true };
}

/**
 * A scalar as text, where the specification takes numbers and booleans for text: `1.0` → `1`, `1e6` → `1e+06`.
 * @param float the number was written as a floating-point number, which decides the form of large ones
 */
export function scalarText(value: Exclude<Scalar, null>, float: boolean): string {
  if (typeof value !== 'number') return String(value);
  return float ? floatText(value) : String(value);
}

/** Integers past 53 bits stay text, so that no digit is lost; past 64 bits they count as floating-point. */
function resolveInteger(text: string): PlainScalar | undefined {
  if (text.length > 400) return undefined;
  const match = /^([-+]?)(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  // A small decimal number, as nearly all are.
  if (digits.length < 16 && (digits.length === 1 || !digits.startsWith('0'))) {
    return { value: sign === '-' ? -Number(digits) : Number(digits), float: false };
  }
  const magnitude = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const exact = sign === '-' ? -magnitude : magnitude;
  // Too large even for a floating-point number: left to the caller, which keeps it as text.
  if (magnitude >= 1n << 1023n) return undefined;
  if (magnitude >= 1n << 64n || exact < -(1n << 63n)) return { value: Number(exact), float: true };
  const value = Number(exact);
  return { value: Number.isSafeInteger(value) ? value : String(exact), float: false };
}

/** The shortest form, with an exponent of at least two digits below 1e-4 and from 1e6 on, as Compose prints it. */
function floatText(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
