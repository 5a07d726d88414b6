import type { LogOrigin, StackLogLines } from '../../../src/spec/operations.js';

interface Line {
  readonly log: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly time?: string;
}

/** Lines as they are in a container's log. */
export function logBytes(...lines: readonly Line[]): Buffer {
  const texts = lines.map(
    ({ log, stream = 'stdout', time = '2026-11-21T00:00:00Z' }) =>
      `${JSON.stringify({ log, stream, time })}\n`,
  );
  return Buffer.from(texts.join(''));
}

/** Lines of one container, as the engine tells them. */
export function logPart(origin: LogOrigin, ...lines: readonly Line[]): StackLogLines {
  const { container, service, index } = origin;
  return { type: 'lines', container, service, index, lines: logBytes(...lines) };
}
