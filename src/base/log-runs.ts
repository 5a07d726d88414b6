import { timeKey } from './timestamp.js';

/** Lines of a json-file log, one behind the other, that came at the same time. */
export interface LogRun {
  /** As {@link timeKey} has it; empty before the first line that has any. */
  readonly time: string;
  /** Bytes from the beginning of what they were found in. */
  readonly begin: number;
  readonly end: number;
}

const BEFORE_TIME = '"time":"';
const AFTER_TIME = '"}\n';

/**
 * Cuts lines of a json-file log by their times. Whatever came with one read of the container's output has one time, so that a log
 * of millions of lines has few runs. A line that is none (a power cut may leave such) belongs to the one before it.
 */
export function logRuns(lines: Buffer): readonly LogRun[] {
  const text = lines.toString('latin1');
  const runs: LogRun[] = [];
  let time = '';
  /** How a line ends that has the time of the one before it. */
  let ending = '\0';
  let begin = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    if (!text.startsWith(ending, end - ending.length)) {
      const from = text.lastIndexOf(BEFORE_TIME, end);
      if (from >= at && text.startsWith(AFTER_TIME, end - AFTER_TIME.length)) {
        const found = text.slice(from + BEFORE_TIME.length, end - AFTER_TIME.length);
        ending = `${BEFORE_TIME}${found}${AFTER_TIME}`;
        if (at > begin) runs.push({ time, begin, end: at });
        begin = at;
        time = timeKey(found);
      }
    }
    at = end;
  }
  if (text.length > begin) runs.push({ time, begin, end: text.length });
  return runs;
}

/** The lines that are later than a time; all when there is none. @param time as {@link lastTime} has it */
export function linesAfter(lines: Buffer, time: string | undefined): Buffer {
  if (time === undefined) return lines;
  const later = logRuns(lines).filter((run) => run.time > time);
  return Buffer.concat(later.map(({ begin, end }) => lines.subarray(begin, end)));
}

/** The time of the last line, as {@link timeKey} has it. */
export function lastTime(lines: Buffer): string {
  const from = lines.lastIndexOf(BEFORE_TIME);
  return from < 0
    ? ''
    : timeKey(lines.toString('latin1', from + BEFORE_TIME.length, lines.length - AFTER_TIME.length));
}
