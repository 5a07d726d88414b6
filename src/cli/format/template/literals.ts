const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The value of a quoted string or of what stands between the quotes of a character; undefined: it has an escape that Go lacks. */
export function unquote(literal: string): string | undefined {
  const inside = literal.slice(1, -1);
  if (literal.startsWith('`')) return inside;
  let valid = true;
  const text = inside.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gsu,
    (_, hex?: string, short?: string, long?: string, octal?: string, other?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return fromCode(Number.parseInt(code, 16));
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8));
      if (other !== undefined && (other === literal[0] || other === '\\')) return other;
      const escaped = ESCAPES[other ?? ''];
      if (escaped === undefined) valid = false;
      return escaped ?? '';
    },
  );
  return valid ? text : undefined;

  function fromCode(code: number): string {
    if (code > 0x10ffff) {
      valid = false;
      return '';
    }
    return String.fromCodePoint(code);
  }
}

/** Go's number literals, but imaginary ones; undefined: not one. */
export function parseNumber(literal: string): number | undefined {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(literal) ?? [];
  const plain = digits.replaceAll('_', '').replace(/^0(?=[0-7]+$)/, '0o');
  const value = plain === '' ? Number.NaN : Number(plain);
  if (Number.isNaN(value)) return undefined;
  return sign === '-' ? -value : value;
}
