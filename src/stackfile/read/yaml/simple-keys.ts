import type { Cursor } from './cursor.js';
import type { Indentation } from './indentation.js';
import { YamlSyntaxError } from './syntax-error.js';
import type { TokenQueue } from './token-queue.js';

/** A place where something stands that a colon behind it would make a key. */
interface Candidate {
  /** Nothing but a key can stand here. */
  readonly required: boolean;
  readonly number: number;
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** Keys have to stand on one line, and within so many characters, for a scanner to look that far ahead. */
const LONGEST = 1024;

/** Keeps an eye on what may turn out to be a key: one candidate for the block and each level of brackets. */
export class SimpleKeys {
  /** Whether a key may begin at the cursor. */
  allowed = true;
  private readonly cursor: Cursor;
  private readonly queue: TokenQueue;
  private readonly indentation: Indentation;
  private readonly levels: (Candidate | undefined)[] = [undefined];
  /** How many levels have a candidate. */
  private open = 0;

  constructor(cursor: Cursor, queue: TokenQueue, indentation: Indentation) {
    this.cursor = cursor;
    this.queue = queue;
    this.indentation = indentation;
  }

  /** Within brackets or braces. */
  get inFlow(): boolean {
    return this.levels.length > 1;
  }

  /** Whether the token of this number may still turn out to be the start of a key. */
  mayBegin(number: number): boolean {
    if (this.open === 0) return false;
    this.dropStale();
    return this.levels.some((candidate) => candidate?.number === number);
  }

  /** Notes that a key may begin at the cursor. */
  save(): void {
    if (!this.allowed) return;
    this.forget();
    const { index, line, column } = this.cursor;
    const required = !this.inFlow && this.indentation.column === column;
    this.set({ required, number: this.queue.nextNumber, index, line, column });
  }

  /** What may have been a key on this level is none. */
  forget(): void {
    const candidate = this.levels.at(-1);
    if (candidate?.required) throw missingColon(candidate);
    this.set(undefined);
  }

  /** A colon stands at the cursor: makes the candidate a key. False when there is none. */
  complete(): boolean {
    const candidate = this.levels.at(-1);
    if (candidate === undefined) return false;
    const { number, index, column } = candidate;
    this.queue.insert(number, { type: 'key', offset: index, text: '' });
    if (!this.inFlow) this.indentation.open(column, 'block-mapping-start', index, number);
    this.set(undefined);
    return true;
  }

  /** Candidates on earlier lines, or too far back, are keys no more. */
  dropStale(): void {
    if (this.open === 0) return;
    for (const [level, candidate] of this.levels.entries()) {
      if (candidate === undefined) continue;
      if (candidate.line === this.cursor.line && this.cursor.index - candidate.index <= LONGEST) continue;
      if (candidate.required) throw missingColon(candidate);
      this.levels[level] = undefined;
      this.open--;
    }
  }

  enterFlow(): void {
    this.levels.push(undefined);
  }

  leaveFlow(): void {
    if (this.inFlow && this.levels.pop() !== undefined) this.open--;
  }

  private set(candidate: Candidate | undefined): void {
    const last = this.levels.length - 1;
    if (this.levels[last] !== undefined) this.open--;
    if (candidate !== undefined) this.open++;
    this.levels[last] = candidate;
  }
}

function missingColon({ index }: Candidate): YamlSyntaxError {
  return new YamlSyntaxError(
    'not valid YAML: a ":" is missing behind this key, or a quote is not closed',
    index,
  );
}
