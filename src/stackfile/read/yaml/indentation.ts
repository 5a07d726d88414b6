import type { TokenType } from './token.js';
import type { TokenQueue } from './token-queue.js';

/** The columns of the block collections that are open. */
export class Indentation {
  /** Column of the innermost one; -1 when there is none. */
  column = -1;
  private readonly outer: number[] = [];
  private readonly queue: TokenQueue;

  constructor(queue: TokenQueue) {
    this.queue = queue;
  }

  /**
   * Opens a collection at a column that is deeper than the innermost.
   * @param before number of the token that it begins with; left out: the next one
   */
  open(column: number, type: TokenType, offset: number, before = this.queue.nextNumber): void {
    if (this.column >= column) return;
    this.outer.push(this.column);
    this.column = column;
    this.queue.insert(before, { type, offset, text: '' });
  }

  /** Closes the collections that are deeper than a column. */
  close(column: number, offset: number): void {
    while (this.column > column) {
      this.queue.push({ type: 'block-end', offset, text: '' });
      this.column = this.outer.pop() ?? -1;
    }
  }
}
