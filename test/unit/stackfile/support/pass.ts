import { Problems } from '../../../../src/stackfile/problems.js';
import { readYaml } from '../../../../src/stackfile/read/read-yaml.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { type MapNode, type Plain, toPlain } from '../../../../src/stackfile/tree.js';

export interface PassResult {
  readonly value: Plain;
  /** Messages of what was refused. */
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

/** Runs one pass over the first document of a text. */
export function runPass(text: string, pass: (root: MapNode, problems: Problems) => MapNode): PassResult {
  const problems = new Problems();
  const root = readYaml(new SourceText('x.yml', text, 0), problems)[0]?.tree;
  if (root === undefined) throw new Error('the text holds no document');
  const value = toPlain(pass(root, problems));
  let refused: readonly string[] = [];
  try {
    problems.throwIfAny();
  } catch (error) {
    refused = (error instanceof Error ? error.message : '')
      .split('\n')
      .filter((line) => !line.startsWith('  '));
  }
  return { value, refused, warnings: problems.diagnostics().map(({ message }) => message) };
}

/** A stack of the one service `web`. */
export function web(attributes: string): string {
  return `services: {web: {${attributes}}}`;
}

/** The attributes of the service `web`. */
export function attributesOf({ value }: PassResult): Plain {
  return (value as { services: { web: Plain } }).services.web;
}
