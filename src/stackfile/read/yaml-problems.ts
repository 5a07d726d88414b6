import type { Document, ErrorCode, YAMLError } from 'yaml';
import { YamlSyntaxError } from './syntax-error.js';

/** What people get wrong most, by the parser's code and, where that says too little, its words. The others keep those. */
const MESSAGES: readonly { readonly code: ErrorCode; readonly words?: RegExp; readonly says: string }[] = [
  { code: 'TAB_AS_INDENT', says: 'a tab cannot indent in YAML; use spaces' },
  {
    code: 'MULTILINE_IMPLICIT_KEY',
    says: 'a key must stand on one line; is a quote, a bracket or a ":" missing?',
  },
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    says: 'a map cannot start here; wrong indentation, or a value with ": " to be quoted?',
  },
  { code: 'MISSING_CHAR', words: /closing .quote/, says: 'the closing quote is missing' },
  { code: 'MISSING_CHAR', words: /map values/, says: 'a ":" is missing behind this key' },
  { code: 'BAD_INDENT', words: /Flow sequence/, says: 'the closing "]" is missing' },
  { code: 'BAD_INDENT', words: /Flow map/, says: 'the closing "}" is missing' },
  { code: 'BAD_INDENT', says: 'this line is indented neither like those before it nor deeper' },
  { code: 'BAD_SCALAR_START', says: 'a value cannot begin with this character; put it in quotes' },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /block-seq-ind/,
    says: 'a list item cannot start here; put it in a new line',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    words: /at node end/,
    says: 'nothing can follow here; put the whole value in quotes',
  },
];

/** @throws YamlSyntaxError for the first thing in a document that is no YAML, or not that of stack files */
export function checkDocument(document: Document, text: string): void {
  const error = [...document.errors, ...document.warnings.filter(({ code }) => code === 'BAD_DIRECTIVE')].at(
    0,
  );
  if (error !== undefined) throw new YamlSyntaxError(messageOf(error), error.pos[0]);
  const { yaml } = document.directives ?? {};
  if (yaml?.explicit !== true || yaml.version === '1.1') return;
  const offset = text.search(/^%YAML\b/m);
  const message = `the file says that it is YAML ${yaml.version}, but has to be YAML 1.1, as of all container tools; leave the line out`;
  throw new YamlSyntaxError(message, Math.max(0, offset));
}

function messageOf({ code, message }: YAMLError): string {
  const own = MESSAGES.find((known) => known.code === code && (known.words?.test(message) ?? true));
  return `not valid YAML: ${own?.says ?? `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`}`;
}
