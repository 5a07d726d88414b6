import type { Output } from '../host.js';

/** To the beginning of the line, and all from there on taken away (ECMA-48 EL, ED). */
const CLEAR = '\r\u001b[J';

/**
 * A terminal with a line at its end that stays there, whatever is written above it. What is written between has to end with its
 * line: a piece of one is kept until the rest comes.
 */
export class MenuScreen {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly #terminal: Output;
  #line = '';

  /** @param terminal where the line stands  @param stderr the other output, which may be the same terminal */
  constructor(terminal: Output, stderr: Output) {
    this.#terminal = terminal;
    this.stdout = this.#above(terminal);
    this.stderr = stderr.isTTY === true ? this.#above(stderr) : stderr;
  }

  /** @param text without escape sequences that move anything; empty: there is no line */
  show(line: string): void {
    this.#line = line;
    this.#terminal.write(`${CLEAR}${line}`);
  }

  /** Leaves an empty line above, for who wants to see what is new. */
  part(): void {
    this.#terminal.write(`${CLEAR}\n${this.#line}`);
  }

  #above(output: Output): Output {
    let held = '';
    const write = (data: string | Uint8Array): boolean => {
      const text = held + (typeof data === 'string' ? data : Buffer.from(data).toString());
      if (this.#line === '') {
        held = '';
        return output.write(text);
      }
      const end = text.lastIndexOf('\n') + 1;
      held = text.slice(end);
      if (end === 0) return true;
      const whole = text.slice(0, end);
      if (output === this.#terminal) return output.write(`${CLEAR}${whole}${this.#line}`);
      const goesOn = output.write(`${CLEAR}${whole}`);
      this.#terminal.write(this.#line);
      return goesOn;
    };
    return {
      write,
      once: (event, listener) => output.once(event, listener),
      on: (event, listener) => output.on(event, listener),
      off: (event, listener) => output.off(event, listener),
      get isTTY() {
        return output.isTTY === true;
      },
      get rows() {
        return output.rows ?? 0;
      },
      get columns() {
        return output.columns ?? 0;
      },
    };
  }
}
