import { expect, test } from 'vitest';
import { processRow } from '../../../../src/engine/container/process-row.js';
import { choosePids } from '../../../../src/engine/container/process-table.js';

const NOW = new Date('2026-11-21T13:10:00');
/** 10,000 s since the machine started. */
const MOMENT = { now: NOW, uptime: 10_000 };

interface Fields {
  readonly name?: string;
  readonly terminal?: number;
  readonly ticks?: number;
  /** Seconds after the machine's start. */
  readonly start?: number;
}

function stat({ name = 'sleep', terminal = 0, ticks = 0, start = 9_990 }: Fields): string {
  return `42 (${name}) S 7 42 42 ${terminal} -1 4194560 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start * 100} 0 0`;
}

function row(fields: Fields, cmdline = ['sleep', '100', ''].join('\0'), user?: string): readonly string[] {
  return processRow({ stat: stat(fields), cmdline, uid: 1000 }, MOMENT, () => user);
}

test('a process is shown as ps -ef does', () => {
  expect(row({}, undefined, 'root')).toEqual(['root', '42', '7', '0', '13:09', '?', '00:00:00', 'sleep 100']);
});

test.each([
  ['a long name of a user is cut', () => row({}, '', 'administrator')[0], 'adminis+'],
  ['a user without name is a number', () => row({})[0], '1000'],
  ['percent of a processor since the start', () => row({ ticks: 500 })[3], '50'],
  ['never a hundred', () => row({ ticks: 9_999_999 })[3], '99'],
  [
    'a start of another day',
    () =>
      processRow(
        { stat: stat({ start: 0 }), cmdline: '', uid: 0 },
        { now: NOW, uptime: 200_000 },
        () => '',
      )[4],
    'Nov19',
  ],
  [
    'a start of another year',
    () =>
      processRow({ stat: stat({ start: 0 }), cmdline: '', uid: 0 }, { now: NOW, uptime: 4e7 }, () => '')[4],
    '2025',
  ],
  ['a pseudo-terminal', () => row({ terminal: 0x8803 })[5], 'pts/3'],
  ['a serial line', () => row({ terminal: 0x0440 })[5], 'ttyS0'],
  ['days of processor time', () => row({ ticks: (86_400 * 2 + 3_661) * 100 })[6], '2-01:01:01'],
  ['a thread of the kernel has no command line', () => row({ name: 'a) (b' }, '')[7], '[a) (b]'],
])('%s', (_, actual, expected) => {
  expect(actual()).toBe(expected);
});

test("rows of the machine's ps are chosen by their PID, and commands keep their spaces", () => {
  const text = '  PID COMMAND\n    1 init\n   42 sleep 100\n\n';
  expect(choosePids(text, [42])).toEqual({ titles: ['PID', 'COMMAND'], processes: [['42', 'sleep 100']] });
  expect(() => choosePids('COMMAND\nsleep\n', [42])).toThrow("Couldn't find PID field in ps output");
});
