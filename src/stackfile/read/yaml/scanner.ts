import { scanBlock } from './block-scalar.js';
import { isBlank, isBreak, isSpaceOrEnd } from './characters.js';
import { Cursor } from './cursor.js';
import { scanDirective } from './directive.js';
import { Indentation } from './indentation.js';
import { scanPlain } from './plain-scalar.js';
import { scanQuoted } from './quoted-scalar.js';
import { SimpleKeys } from './simple-keys.js';
import { YamlSyntaxError } from './syntax-error.js';
import { scanName, scanTag } from './tag.js';
import type { Token, TokenType } from './token.js';
import { TokenQueue } from './token-queue.js';

const FLOW: Readonly<Record<string, TokenType>> = {
  '[': 'flow-sequence-start',
  ']': 'flow-sequence-end',
  '{': 'flow-mapping-start',
  '}': 'flow-mapping-end',
};

/**
 * Cuts a YAML 1.1 text into tokens, as libyaml does and hence Compose: whether a text is taken, and as what, is
 * the same. Indentation becomes tokens of its own.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly queue = new TokenQueue();
  private readonly indentation: Indentation;
  private readonly keys: SimpleKeys;
  private ended = false;

  constructor(text: string) {
    this.cursor = new Cursor(text);
    this.indentation = new Indentation(this.queue);
    this.keys = new SimpleKeys(this.cursor, this.queue, this.indentation);
  }

  /** The next token, which stays the next. */
  peek(): Token {
    while (!this.ended && (this.queue.isEmpty || this.keys.mayBegin(this.queue.taken))) this.fetch();
    return this.queue.first();
  }

  next(): Token {
    const token = this.peek();
    if (token.type !== 'stream-end') this.queue.shift();
    return token;
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.keys.dropStale();
    this.indentation.close(cursor.column, cursor.index);
    const character = cursor.text[cursor.index];
    if (character === undefined) this.endStream();
    else if (cursor.column === 0 && character === '%') this.directive();
    else if (cursor.atDocumentMarker()) this.documentMarker(character);
    else if (!this.indicator(character)) this.plain(character);
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      if (cursor.column === 0 && cursor.peek() === 0xfeff) cursor.index++;
      // Where a key may begin, a tab would be indentation.
      while (isBlank(cursor.peek()) && (cursor.peek() === 0x20 || !this.tabIndents)) cursor.index++;
      if (cursor.peek() === 0x23) cursor.skipLine();
      if (!isBreak(cursor.peek())) return;
      cursor.lineBreak();
      if (!this.keys.inFlow) this.keys.allowed = true;
    }
  }

  private get tabIndents(): boolean {
    return !this.keys.inFlow && this.keys.allowed;
  }

  private endStream(): void {
    this.indentation.close(-1, this.cursor.index);
    this.keys.forget();
    this.keys.allowed = false;
    this.push('stream-end');
    this.ended = true;
  }

  private directive(): void {
    this.endLineContent();
    this.queue.push(scanDirective(this.cursor));
  }

  private documentMarker(character: string): void {
    this.endLineContent();
    this.push(character === '-' ? 'document-start' : 'document-end', 3);
  }

  private endLineContent(): void {
    this.indentation.close(-1, this.cursor.index);
    this.keys.forget();
    this.keys.allowed = false;
  }

  private indicator(character: string): boolean {
    const { inFlow } = this.keys;
    const alone = isSpaceOrEnd(this.cursor.peek(1));
    if (character === '[' || character === '{') this.flowStart(character);
    else if (character === ']' || character === '}') this.flowEnd(character);
    else if (character === ',') this.flowEntry();
    else if (character === '-' && alone) this.blockEntry();
    else if (character === '?' && (inFlow || alone)) this.key();
    else if (character === ':' && (inFlow || alone)) this.value();
    else if (character === '*' || character === '&') this.named(character);
    else if (character === '!') this.tag();
    else if (!inFlow && (character === '|' || character === '>')) this.block();
    else if (character === "'" || character === '"') this.quoted();
    else return false;
    return true;
  }

  private flowStart(character: string): void {
    this.keys.save();
    this.keys.enterFlow();
    this.keys.allowed = true;
    this.push(FLOW[character] ?? 'flow-sequence-start', 1);
  }

  private flowEnd(character: string): void {
    this.keys.forget();
    this.keys.leaveFlow();
    this.keys.allowed = false;
    this.push(FLOW[character] ?? 'flow-sequence-end', 1);
  }

  private flowEntry(): void {
    this.keys.forget();
    this.keys.allowed = true;
    this.push('flow-entry', 1);
  }

  private blockEntry(): void {
    this.openBlock(
      'block-sequence-start',
      'a list item cannot start here; wrong indentation, or a "- " to be quoted?',
    );
    this.keys.forget();
    this.keys.allowed = true;
    this.push('block-entry', 1);
  }

  private key(): void {
    this.openBlock('block-mapping-start', 'a key cannot start here');
    this.keys.forget();
    this.keys.allowed = !this.keys.inFlow;
    this.push('key', 1);
  }

  private value(): void {
    if (!this.keys.complete()) {
      this.openBlock(
        'block-mapping-start',
        'a map cannot start here; wrong indentation, or a value with ": " to be quoted?',
      );
      this.keys.allowed = !this.keys.inFlow;
    } else this.keys.allowed = false;
    this.push('value', 1);
  }

  private openBlock(type: TokenType, problem: string): void {
    if (this.keys.inFlow) return;
    if (!this.keys.allowed) throw new YamlSyntaxError(`not valid YAML: ${problem}`, this.cursor.index);
    this.indentation.open(this.cursor.column, type, this.cursor.index);
  }

  private named(character: string): void {
    this.keys.save();
    this.keys.allowed = false;
    this.queue.push(scanName(this.cursor, character === '*' ? 'alias' : 'anchor'));
  }

  private tag(): void {
    this.keys.save();
    this.keys.allowed = false;
    this.queue.push(scanTag(this.cursor, this.keys.inFlow));
  }

  private block(): void {
    this.keys.forget();
    this.keys.allowed = true;
    const offset = this.cursor.index;
    this.queue.push({ type: 'scalar', offset, text: scanBlock(this.cursor, this.indentation.column) });
  }

  private quoted(): void {
    this.keys.save();
    this.keys.allowed = false;
    const offset = this.cursor.index;
    this.queue.push({ type: 'scalar', offset, text: scanQuoted(this.cursor) });
  }

  private plain(character: string): void {
    const { cursor, keys, indentation } = this;
    if (cannotStartPlain(character, cursor.peek(1), keys.inFlow)) {
      throw new YamlSyntaxError(startProblem(character), cursor.index);
    }
    keys.save();
    keys.allowed = false;
    const offset = cursor.index;
    const { text, endsLine } = scanPlain(cursor, indentation.column + 1, keys.inFlow);
    if (endsLine) keys.allowed = true;
    this.queue.push({ type: 'scalar', offset, text, plain: true });
  }

  private push(type: TokenType, length = 0): void {
    this.queue.push({ type, offset: this.cursor.index, text: '' });
    this.cursor.index += length;
  }
}

function cannotStartPlain(character: string, next: number, inFlow: boolean): boolean {
  if (character === '-') return isBlank(next);
  if (character === '?' || character === ':') return inFlow || isSpaceOrEnd(next);
  return '\t,[]{}#&*!|>\'"%@`'.includes(character);
}

function startProblem(character: string): string {
  if (character === '\t') return 'a tab cannot indent in YAML; use spaces';
  return `not valid YAML: a value cannot begin with ${JSON.stringify(character)}; write it in quotes`;
}
