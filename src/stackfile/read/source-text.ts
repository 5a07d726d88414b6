import type { Source, SourceOrigin } from '../place.js';
import type { StackPosition } from '../positions.js';

/** A text with the name that messages give it. */
export class SourceText implements Source {
  readonly name: string;
  readonly text: string;
  readonly order: number;
  readonly origin: SourceOrigin;
  private starts: readonly number[] | undefined;

  constructor(name: string, text: string, order: number, origin: SourceOrigin = { role: 'file' }) {
    this.name = name;
    this.text = text;
    this.order = order;
    this.origin = origin;
  }

  /** Line and column from 1; the column counts characters, not UTF-16 units. */
  position(offset: number): StackPosition {
    const line = this.lineIndex(offset);
    let column = 1;
    for (let index = this.lineStart(offset); index < offset && index < this.text.length; column += 1) {
      // Without making an array of a line that may be megabytes long.
      index += (this.text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
    }
    return { file: this.name, line: line + 1, column };
  }

  lineAt(offset: number): string {
    const line = this.lineIndex(offset);
    const starts = this.lineStarts();
    return this.text.slice(starts[line], starts[line + 1]).replace(/[\r\n]+$/, '');
  }

  lineStart(offset: number): number {
    return this.lineStarts()[this.lineIndex(offset)] ?? 0;
  }

  private lineIndex(offset: number): number {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private lineStarts(): readonly number[] {
    if (this.starts === undefined) {
      const starts = [0];
      for (const match of this.text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
      this.starts = starts;
    }
    return this.starts;
  }
}
