import type { LogPosition } from '../../spec/engine.js';
import type { StateRecord } from './container-record.js';
import { logEnd } from './log-cursor.js';

type LogStart = Pick<StateRecord, 'logStart' | 'logFile'>;

/** What a container's state says of a run that begins now. @param path of the log's current file */
export async function logStartNow(path: string): Promise<LogStart> {
  const { file, offset } = await logEnd(path);
  return { logStart: offset, logFile: file };
}

/** Where the log of the latest run begins. */
export function logStartOf({ logStart, logFile = 1 }: LogStart): LogPosition {
  return { file: logFile, offset: logStart };
}
