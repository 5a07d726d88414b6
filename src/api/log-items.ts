import type { StackLogItem, StackLogPart } from './messages.js';

type Entry = Pick<Extract<StackLogItem, { type: 'log' }>, 'time' | 'stream' | 'log'>;

/** A log line by line. */
export async function* logItems(parts: AsyncIterable<StackLogPart>): AsyncGenerator<StackLogItem> {
  for await (const part of parts) {
    if (part.type === 'exited') {
      yield part;
      continue;
    }
    const { container, service, index } = part;
    for (const line of part.lines.toString('utf8').split('\n')) {
      const entry = parsed(line);
      if (entry !== undefined) yield { type: 'log', container, service, index, ...entry };
    }
  }
}

/** Undefined for what is no line of a log: a power cut may leave such. */
function parsed(line: string): Entry | undefined {
  if (line === '') return undefined;
  try {
    const { time, stream, log } = JSON.parse(line) as Partial<Entry>;
    if (typeof time !== 'string' || typeof log !== 'string') return undefined;
    return { time, stream: stream === 'stderr' ? 'stderr' : 'stdout', log };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
