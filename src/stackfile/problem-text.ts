import { pathText } from './path-text.js';
import { type Place, positionAt } from './place.js';
import type { StackPath } from './positions.js';

/** `stack.yml:12:7: services.web.prots: unknown key` */
export function headline(at: Place, path: StackPath, message: string): string {
  const { file, line, column } = positionAt(at);
  const subject = path.length === 0 ? '' : `${pathText(path)}: `;
  return `${file}:${line}:${column}: ${subject}${message}`;
}

/** No more of a line is looked at on either side of the caret, in UTF-16 units. */
const CUT = 150;

/** The source line and a caret below the place, both indented by two; long lines are cut around the caret. */
export function picture(at: Place): string {
  const line = at.source.lineAt(at.offset);
  const start = at.source.lineStart(at.offset);
  const middle = Math.max(0, Math.min(line.length, at.offset - start));
  const before = [...line.slice(Math.max(0, middle - CUT), middle)];
  const after = [...line.slice(middle, middle + CUT)];
  const head = before.length > 70 ? ['…', ...before.slice(-60)] : before;
  const tail = after.length > 70 ? [...after.slice(0, 60), '…'] : after;
  const printable = (characters: readonly string[]) =>
    characters.map((c) => (c !== '\t' && /\p{Cc}/u.test(c) ? '·' : c)).join('');
  const indent = head.map((c) => (c === '\t' ? '\t' : ' ')).join('');
  return `  ${printable(head)}${printable(tail)}\n  ${indent}^`;
}
