/** Puts the lines of a scalar together: one break becomes a space, of several one is dropped. */
export class LineFolding {
  /** Only blanks and line breaks came since the last text, and at least one break. */
  brokeLine = false;
  private result = '';
  private blanks = '';
  private firstBreak = '';
  private furtherBreaks = '';

  /** Blanks and breaks behind the last text don't belong to it. */
  get text(): string {
    return this.result;
  }

  add(text: string): void {
    this.settle();
    this.result += text;
  }

  blank(blank: string): void {
    if (!this.brokeLine) this.blanks += blank;
  }

  lineBreak(lineBreak: string): void {
    if (this.brokeLine) this.furtherBreaks += lineBreak;
    else {
      this.blanks = '';
      this.firstBreak = lineBreak;
      this.brokeLine = true;
    }
  }

  /** An escaped line break: it leaves nothing behind, and what indents the next line goes too. */
  escapedBreak(): void {
    this.settle();
    this.brokeLine = true;
  }

  /** Takes blanks and breaks into the text, as the last of it. */
  settle(): void {
    if (this.brokeLine) {
      if (this.firstBreak === '\n') this.result += this.furtherBreaks === '' ? ' ' : this.furtherBreaks;
      else this.result += this.firstBreak + this.furtherBreaks;
    } else this.result += this.blanks;
    this.brokeLine = false;
    this.blanks = '';
    this.firstBreak = '';
    this.furtherBreaks = '';
  }
}
