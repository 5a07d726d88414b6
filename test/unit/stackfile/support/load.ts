import { TscomposeError } from '../../../../src/base/errors.js';
import { loadStack } from '../../../../src/stackfile/load-stack.js';
import type { LoadedStack, StackReader, StackRequest } from '../../../../src/stackfile/request.js';

/** Files that exist nowhere but here; null marks a directory. */
export function readerOf(files: Readonly<Record<string, string | Uint8Array | null>>): StackReader {
  return {
    read(path) {
      const content = files[path];
      if (content === undefined) return { kind: 'missing' };
      if (content === null) return { kind: 'unreadable', reason: 'is a directory', errno: 'EISDIR' };
      return {
        kind: 'file',
        bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
      };
    },
  };
}

/** Loads a stack whose file is /srv/demo/stack.yml, with HOME=/home/me. */
export function load(
  text: string | Uint8Array,
  changes: Partial<StackRequest> & { readonly others?: Readonly<Record<string, string | Uint8Array>> } = {},
): LoadedStack {
  const { others, ...request } = changes;
  return loadStack({
    cwd: '/srv/demo',
    files: [],
    environment: { HOME: '/home/me' },
    reader: readerOf({ '/srv/demo/stack.yml': text, ...others }),
    ...request,
  });
}

/** The error that a text is refused with. */
export function refusal(text: string | Uint8Array, changes: Parameters<typeof load>[1] = {}): TscomposeError {
  try {
    load(text, changes);
  } catch (error) {
    if (error instanceof TscomposeError) return error;
    throw error;
  }
  throw new Error('the stack was accepted');
}

/** The headlines of an error's problems, without source lines and carets. */
export function headlines(text: string | Uint8Array, changes: Parameters<typeof load>[1] = {}): string[] {
  return refusal(text, changes)
    .message.split('\n')
    .filter((line) => !line.startsWith('  '));
}

/** A stack of the one service `web`, with the given lines below it. */
export function service(...lines: string[]): string {
  return ['services:', '  web:', '    image: nginx', ...lines.map((line) => `    ${line}`), ''].join('\n');
}
