import type { StackPath } from '../../positions.js';
import type { Problems } from '../../problems.js';
import { scalar, type TreeNode } from '../../tree.js';
import type { SourceText } from '../source-text.js';
import { DocumentReader } from './document-reader.js';
import { Scanner } from './scanner.js';
import { YamlSyntaxError } from './syntax-error.js';
import { YAML_TAG } from './tagged-scalar.js';
import type { TokenType } from './token.js';

/** What a document of a text holds, a map or anything else. */
export interface ReadDocument {
  readonly tree: TreeNode;
  /** Places of `!reset` and `!override`. */
  readonly resets: readonly StackPath[];
}

/** Characters that YAML has no place for. */
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
const DIRECTIVES: ReadonlySet<TokenType> = new Set(['version-directive', 'tag-directive']);
const NO_CONTENT: ReadonlySet<TokenType> = new Set([
  ...DIRECTIVES,
  ...(['document-start', 'document-end', 'stream-end'] as const),
]);

/**
 * Reads the documents of a YAML text, one by one.
 * @throws YamlSyntaxError where the text is no YAML
 */
export function* readStream(source: SourceText, problems: Problems): Generator<ReadDocument> {
  const control = CONTROL.exec(source.text);
  if (control !== null)
    throw new YamlSyntaxError('a control character; a stack file is plain text', control.index);
  const scanner = new Scanner(source.text);
  for (let first = true; skipDocumentEnds(scanner); first = false) {
    const handles = readDirectives(scanner);
    const start = scanner.peek();
    if (start.type === 'document-start') scanner.next();
    else if (!first || handles.size > DEFAULT_HANDLES.size) {
      throw new YamlSyntaxError('not valid YAML: "---" is expected here; wrong indentation?', start.offset);
    }
    const reader = new DocumentReader(scanner, source, problems, handles);
    const at = { source, offset: start.offset };
    const tree = NO_CONTENT.has(scanner.peek().type) ? scalar(at, null) : reader.node('block', at);
    yield { tree: tree ?? scalar(at, null), resets: reader.anchors.resets };
  }
}

/** Goes past `...`; false at the end of the text. */
function skipDocumentEnds(scanner: Scanner): boolean {
  while (scanner.peek().type === 'document-end') scanner.next();
  return scanner.peek().type !== 'stream-end';
}

const DEFAULT_HANDLES: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', YAML_TAG],
]);

function readDirectives(scanner: Scanner): ReadonlyMap<string, string> {
  const handles = new Map(DEFAULT_HANDLES);
  while (DIRECTIVES.has(scanner.peek().type)) {
    const { type, handle = '', text } = scanner.next();
    if (type === 'tag-directive') handles.set(handle, text);
  }
  return handles;
}
