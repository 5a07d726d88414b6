import type { TreeNode } from '../tree.js';

/** A variable that a stack file refers to, as `config --variables` lists it. */
export interface DeclaredVariable {
  readonly name: string;
  /** Without it the stack is refused: `${NAME:?message}`. */
  readonly required: boolean;
  /** What stands for it when it is absent: `${NAME:-default}`; '' when nothing does. */
  readonly defaultValue: string;
  /** What stands for it when it is present: `${NAME:+other}`; '' when nothing does. */
  readonly alternateValue: string;
}

/**
 * The variables in all values of a tree that was not interpolated, by name. Where one is written in several
 * forms, the first that says more than its name counts.
 */
export function extractVariables(root: TreeNode): readonly DeclaredVariable[] {
  const found = new Map<string, DeclaredVariable>();
  visit(root, found);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function visit(node: TreeNode, found: Map<string, DeclaredVariable>): void {
  if (node.kind === 'list') for (const item of node.items) visit(item, found);
  else if (node.kind === 'map') for (const { value } of node.entries.values()) visit(value, found);
  else if (typeof node.value === 'string') inText(node.value, found);
}

const REFERENCE = /\$(?:\$|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?+])?)/g;

/** References within defaults are found on the way: they stand behind the operator, where the search goes on. */
function inText(text: string, found: Map<string, DeclaredVariable>): void {
  for (const match of text.matchAll(REFERENCE)) {
    const name = match[1] ?? match[2];
    if (name === undefined) continue;
    const operator = match[3] ?? '';
    const operand = operator === '' ? '' : operandFrom(text, match.index + match[0].length);
    const kind = operator.at(-1);
    const first = found.get(name);
    if (first !== undefined && (kind === undefined || says(first))) continue;
    found.set(name, {
      name,
      required: kind === '?',
      defaultValue: kind === '-' ? operand : '',
      alternateValue: kind === '+' ? operand : '',
    });
  }
}

function says({ required, defaultValue, alternateValue }: DeclaredVariable): boolean {
  return required || defaultValue !== '' || alternateValue !== '';
}

/** The text up to the brace that closes the reference. */
function operandFrom(text: string, start: number): string {
  let depth = 1;
  for (let index = start; index < text.length && text[index] !== '\n'; index++) {
    if (text[index] === '{') depth++;
    else if (text[index] === '}' && --depth === 0) return text.slice(start, index);
  }
  return text.slice(start);
}
