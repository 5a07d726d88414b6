import { isBlank, isBreak, isSpaceOrEnd } from './characters.js';

/** A position in a text that moves forward, and knows its line and column. */
export class Cursor {
  readonly text: string;
  index = 0;
  line = 0;
  private lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  get column(): number {
    return this.index - this.lineStart;
  }

  /** The code at the position, or some units behind it; NaN behind the end. */
  peek(ahead = 0): number {
    return this.text.charCodeAt(this.index + ahead);
  }

  get atEnd(): boolean {
    return this.index >= this.text.length;
  }

  skipBlanks(): void {
    while (isBlank(this.peek())) this.index++;
  }

  skipLine(): void {
    while (!this.atEnd && !isBreak(this.peek())) this.index++;
  }

  /** Goes past a line break and returns it as YAML keeps it: all but two rare ones count as a line feed. */
  lineBreak(): string {
    const code = this.peek();
    this.index += code === 0x0d && this.peek(1) === 0x0a ? 2 : 1;
    this.line++;
    this.lineStart = this.index;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  /** Whether `---` or `...` stands here, at the start of a line and on its own. */
  atDocumentMarker(): boolean {
    if (this.column !== 0) return false;
    const code = this.peek();
    return (
      (code === 0x2d || code === 0x2e) &&
      this.peek(1) === code &&
      this.peek(2) === code &&
      isSpaceOrEnd(this.peek(3))
    );
  }
}
