import { Writable } from 'node:stream';
import { TscomposeError } from '../../base/errors.js';
import type { Host, Input } from '../host.js';

/**
 * Asks a person at the terminal.
 * @param hidden what is typed is not shown
 * @throws USAGE where no terminal is; CANCELLED for Ctrl-C
 */
export async function ask(
  { stdin, stderr }: Pick<Host, 'stdin' | 'stderr'>,
  question: string,
  { hidden }: { readonly hidden: boolean },
): Promise<string> {
  if (!stdin.isTTY) {
    throw new TscomposeError(
      'USAGE',
      'cannot ask for user name and password: standard input is no terminal',
      {
        hint: 'Use -u NAME and --password-stdin.',
      },
    );
  }
  const { createInterface } = await import('node:readline/promises');
  stderr.write(question);
  const echo = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      if (!hidden) stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: echo, terminal: true });
  const interrupted = new AbortController();
  lines.on('SIGINT', () => interrupted.abort());
  try {
    return (await lines.question('', { signal: interrupted.signal })).trim();
  } catch (error) {
    throw new TscomposeError('CANCELLED', 'interrupted', { cause: error });
  } finally {
    lines.close();
    if (hidden) stderr.write('\n');
  }
}

/** All of standard input, as text. */
export async function readAll(stdin: Input): Promise<string> {
  stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of stdin) text += chunk as string;
  return text;
}
