import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogCompression } from '../../../../src/engine/container/compress-logs.js';
import { logEnd } from '../../../../src/engine/container/log-cursor.js';
import { readLog } from '../../../../src/engine/container/read-log.js';
import type { LogEntry } from '../../../../src/spec/engine.js';

let directory: string;
let path: string;
const never = new AbortController().signal;
const over = Promise.resolve();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsc-log-'));
  path = join(directory, 'log.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

function line(text: string, time = '2026-01-01T00:00:00.000000001Z'): string {
  return `${JSON.stringify({ log: `${text}\n`, stream: 'stdout', time })}\n`;
}

async function texts(entries: AsyncIterable<LogEntry>): Promise<string[]> {
  const all: string[] = [];
  for await (const entry of entries) all.push(entry.log.trimEnd());
  return all;
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

describe('reading a log', () => {
  it('ends when the container is removed before anybody follows', async () => {
    const gone = join(directory, 'gone', 'log.json');
    const unending = new Promise<void>(() => {});
    expect(await texts(readLog(gone, { follow: true, signal: never }, unending))).toEqual([]);
  });

  it('gives all lines in order, across chunks, and nothing for a container without a log', async () => {
    expect(await texts(readLog(path, { follow: false, signal: never }, over))).toEqual([]);
    const all = numbered(0, 20_000);
    writeFileSync(path, all.map((text) => line(text)).join(''));
    expect(await texts(readLog(path, { follow: false, signal: never }, over))).toEqual(all);
  });

  it.each([0, 1, 3, 999, 5000, 6000])('gives the last %i lines from the end', async (tail) => {
    writeFileSync(
      path,
      numbered(0, 5000)
        .map((text) => line(text))
        .join(''),
    );
    expect(await texts(readLog(path, { follow: false, tail, signal: never }, over))).toEqual(
      numbered(Math.max(0, 5000 - tail), 5000),
    );
  });

  it('leaves out a last line that was cut short, and lines that are none', async () => {
    writeFileSync(path, `${line('one')}\0\0\0\n${line('two')}${line('three').slice(0, 20)}`);
    expect(await texts(readLog(path, { follow: false, signal: never }, over))).toEqual(['one', 'two']);
  });

  it('takes up behind a time, to the nanosecond', async () => {
    writeFileSync(
      path,
      line('a', '2026-01-01T00:00:00.1Z') +
        line('b', '2026-01-01T00:00:00.100000001Z') +
        line('c', '2026-01-01T00:00:01Z'),
    );
    const after = '2026-01-01T00:00:00.100000000Z';
    expect(await texts(readLog(path, { follow: false, after, signal: never }, over))).toEqual(['b', 'c']);
  });

  it('gives what came since a moment whatever its time, and goes on behind what was read', async () => {
    const early = '2025-01-01T00:00:00Z';
    const before = [
      line('a', early),
      line('b', '2026-01-01T00:00:00.5Z'),
      line('cut', early).slice(0, 20),
    ].join('');
    writeFileSync(path, before);
    appendFileSync(path, `${line('cut', early).slice(20)}${line('d', early)}`);
    const query = {
      follow: false,
      after: '2026-01-01T00:00:00Z',
      newFrom: { file: 1, offset: before.length },
      signal: never,
    };
    const entries: LogEntry[] = [];
    for await (const entry of readLog(path, query, over)) entries.push(entry);
    expect(entries.map(({ log }) => log)).toEqual(['b\n', 'cut\n', 'd\n']);
    appendFileSync(path, line('e', early));
    const from = entries.at(-1)?.end ?? { file: 1, offset: 0 };
    expect(await texts(readLog(path, { follow: false, from, signal: never }, over))).toEqual(['e']);
  });

  it('follows from before the file exists to the end of the run, neither losing nor doubling a line', async () => {
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const read = texts(readLog(path, { follow: true, signal: never }, ended));
    const all = numbered(0, 300);
    for (const [index, text] of all.entries()) {
      const whole = line(text);
      appendFileSync(path, whole.slice(0, 10));
      if (index % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      appendFileSync(path, whole.slice(10));
      if (index % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    end();
    expect(await read).toEqual(all);
  });

  it('stops following when its signal aborts', async () => {
    writeFileSync(path, line('one'));
    const controller = new AbortController();
    const entries = readLog(path, { follow: true, signal: controller.signal }, new Promise(() => {}));
    expect((await entries.next()).value?.log).toBe('one\n');
    const next = entries.next();
    controller.abort();
    expect((await next).done).toBe(true);
  });
});

describe('reading a log of several files', () => {
  const texted = (from: number, to: number) =>
    numbered(from, to)
      .map((text) => line(text))
      .join('');
  const read = (more: object = {}) => texts(readLog(path, { follow: false, signal: never, ...more }, over));

  it('gives all of them in order, compressed or not', async () => {
    writeFileSync(`${path}.9.gz`, gzipSync(texted(0, 3000)));
    writeFileSync(`${path}.10`, texted(3000, 4000));
    writeFileSync(path, texted(4000, 4010));
    expect(await read()).toEqual(numbered(0, 4010));
  });

  it.each([0, 5, 10, 11, 1010, 1011, 3500, 5000])('gives the last %i lines', async (tail) => {
    writeFileSync(`${path}.1.gz`, gzipSync(texted(0, 3000)));
    writeFileSync(`${path}.2`, texted(3000, 4000));
    writeFileSync(path, texted(4000, 4010));
    expect(await read({ tail })).toEqual(numbered(Math.max(0, 4010 - tail), 4010));
  });

  it('gives what there is of a file that is damaged, and the others', async () => {
    const packed = gzipSync(texted(0, 3000));
    writeFileSync(`${path}.1.gz`, packed.subarray(0, packed.length / 2));
    writeFileSync(path, texted(3000, 3010));
    const all = await read();
    expect(all.slice(-10)).toEqual(numbered(3000, 3010));
    expect(all.slice(0, 100)).toEqual(numbered(0, 100));
  });

  it('begins where the latest run began, wherever that is now', async () => {
    writeFileSync(path, texted(0, 10));
    const start = await logEnd(path);
    appendFileSync(path, texted(10, 20));
    renameSync(path, `${path}.1`);
    writeFileSync(path, texted(20, 30));
    const query = { follow: false, ofThisRun: true, signal: never };
    expect(await texts(readLog(path, query, over, start))).toEqual(numbered(10, 30));
    expect(await texts(readLog(path, { ...query, tail: 100 }, over, start))).toEqual(numbered(10, 30));
  });

  it('follows while files are begun and compressed, neither losing nor doubling a line', async () => {
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const compression = new LogCompression(path);
    const following = texts(readLog(path, { follow: true, signal: never }, ended));
    for (let file = 1; file <= 30; file += 1) {
      for (let part = 0; part < 5; part += 1) {
        const from = (file - 1) * 50 + part * 10;
        appendFileSync(path, texted(from, from + 10));
        if ((file + part) % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      renameSync(path, `${path}.${file}`);
      writeFileSync(path, '');
      if (file % 3 === 0) void compression.run();
    }
    appendFileSync(path, line('last'));
    await compression.run();
    end();
    expect(await following).toEqual([...numbered(0, 1500), 'last']);
    expect(readdirSync(directory).filter((name) => /\.\d+$/.test(name))).toEqual([]);
  });

  it('keeps to the times asked for', async () => {
    const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
    writeFileSync(`${path}.1`, line('a', at(1)) + line('b', at(2)));
    writeFileSync(path, line('c', at(3)) + line('d', at(4)));
    expect(await read({ since: at(2), until: at(3) })).toEqual(['b', 'c']);
  });
});
