import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { TscomposeError } from '../../base/errors.js';
import type { ProcessTable } from '../../spec/container-views.js';
import { FULL_TITLES, processRow } from './process-row.js';

/** What `ps -ef` shows of these processes; those that end meanwhile are left out. */
export function fullProcessTable(pids: readonly number[]): ProcessTable {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  const moment = { now: new Date(), uptime };
  const names = userNames();
  const processes = pids.flatMap((pid) => {
    try {
      const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
      const uid = Number(/^Uid:\t\d+\t(\d+)/m.exec(read('status'))?.[1]);
      const texts = { stat: read('stat'), cmdline: read('cmdline'), uid };
      return [processRow(texts, moment, (id) => names.get(id))];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
      return [];
    }
  });
  return { titles: [...FULL_TITLES], processes };
}

/**
 * What the machine's own ps shows of these processes.
 * @throws USAGE when it refuses the options, shows no PID, or is not there
 */
export async function psTable(args: readonly string[], pids: readonly number[]): Promise<ProcessTable> {
  const text = await new Promise<string>((resolve, reject) => {
    execFile('ps', [...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const reason = error.code === 'ENOENT' ? 'this machine has no ps' : stderr.trim().split('\n')[0];
      reject(new TscomposeError('USAGE', `ps: ${reason || error.message}`, { cause: error }));
    });
  });
  return choosePids(text, pids);
}

/** Rows of a table of ps that are of these processes. @throws USAGE when it has no column PID */
export function choosePids(text: string, pids: readonly number[]): ProcessTable {
  const [head = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const titles = head.trim().split(/\s+/);
  const column = titles.indexOf('PID');
  if (column < 0) throw new TscomposeError('USAGE', "Couldn't find PID field in ps output");
  const wanted = new Set(pids.map(String));
  const processes = lines
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => wanted.has(fields[column] ?? ''))
    // The last column is a command, which may hold spaces.
    .map((fields) => [...fields.slice(0, titles.length - 1), fields.slice(titles.length - 1).join(' ')]);
  return { titles, processes };
}

/** Of the machine, as `ps` there has them. */
function userNames(): ReadonlyMap<number, string> {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return new Map(
    lines.reverse().map((line) => {
      const [name = '', , uid] = line.split(':');
      return [Number(uid), name];
    }),
  );
}
