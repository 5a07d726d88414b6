import type { LogEntry, LogPosition } from '../../spec/engine.js';

/** The entries of whole lines of a json-file log that end at `end`; a line that is none (a power cut may leave such) is skipped. */
export function parseLogLines(lines: Buffer, end: LogPosition): readonly LogEntry[] {
  return lines
    .toString('utf8')
    .split('\n')
    .map((line) => parseLine(line, end))
    .filter((entry) => entry !== undefined);
}

function parseLine(line: string, end: LogPosition): LogEntry | undefined {
  if (line === '') return undefined;
  try {
    const { time, stream, log } = JSON.parse(line) as Partial<LogEntry>;
    if (typeof time !== 'string' || typeof log !== 'string') return undefined;
    return { time, stream: stream === 'stderr' ? 'stderr' : 'stdout', log, end };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
