/** What a look at the lines of a stack file says of its `name:`. */
export type Glance =
  | { readonly kind: 'name'; readonly text: string }
  /** It has none. */
  | { readonly kind: 'none' }
  /** Only a parser can tell. */
  | { readonly kind: 'unsure' };

const UNSURE: Glance = { kind: 'unsure' };
const KEY = /^([A-Za-z][\w.-]*):(?:[ \t]+(.*))?$/;
const PLAIN = /^([A-Za-z][\w-]*)(?:[ \t]+#.*)?$/;
const QUOTED = /^(?:"([\w-]+)"|'([\w-]+)')(?:[ \t]+#.*)?$/;
/** What YAML 1.1 and 1.2 don't take for text. */
const NO_TEXT = /^(?:true|false|yes|no|on|off|y|n|null|\.?nan|\.?inf)$/i;

/**
 * Finds the `name:` of a stack file without parsing it. Files as people write them are block maps whose keys stand at the
 * beginning of lines; whatever is not plainly that is left to the parser. What else is right or wrong with the file is not asked.
 * @param text without byte order mark
 */
export function glanceName(text: string): Glance {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => !isNothing(line) && line !== '---');
  // Tabs are no indentation; what they come to is for the parser to say.
  if (/^[ \t]/.test(lines[first] ?? '') || lines.some((line) => /^ *\t/.test(line))) return UNSURE;
  if (lines.filter((line) => line === '---').length > 1) return UNSURE;
  let name: Glance = { kind: 'none' };
  for (const [index, line] of lines.entries()) {
    if (/^(?:[ \t#]|$)/.test(line) || (line === '---' && index < first)) continue;
    const [, key, value = ''] = KEY.exec(line) ?? [];
    if (key === undefined || !isWhole(value)) return UNSURE;
    if (key !== 'name') continue;
    if (name.kind === 'name' || goesOn(lines, index)) return UNSURE;
    name = nameOf(value);
    if (name.kind === 'unsure') return UNSURE;
  }
  return name;
}

function nameOf(value: string): Glance {
  const plain = PLAIN.exec(value)?.[1];
  if (plain !== undefined && !NO_TEXT.test(plain)) return { kind: 'name', text: plain };
  const [, double, single] = QUOTED.exec(value) ?? [];
  const text = double ?? single;
  return text === undefined ? UNSURE : { kind: 'name', text };
}

/** Whether a value ends on its line, or goes on further in: not in a bracket or quote whose end could stand anywhere. */
function isWhole(value: string): boolean {
  return (
    !/^["'[{&*!<]/.test(value) ||
    /^(?:"[^"\\]*"|'[^']*'|\[[^[\]{}"'#]*\]|\{[^[\]{}"'#]*\})[ \t]*(?:[ \t]#.*)?$/.test(value)
  );
}

/** Whether the value of a line goes on in the next one. */
function goesOn(lines: readonly string[], index: number): boolean {
  const next = lines.slice(index + 1).find((line) => !isNothing(line));
  return next !== undefined && /^[ \t]/.test(next);
}

function isNothing(line: string): boolean {
  return /^[ \t]*(?:#.*)?$/.test(line);
}
