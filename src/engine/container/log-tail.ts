import type { FileHandle } from 'node:fs/promises';
import type { LogPosition } from '../../spec/engine.js';
import { type LogFile, numberedFiles, openNumbered, openPlain, PlainLogFile } from './log-files.js';

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Where the last `count` complete lines of a log begin, found from its end so that it costs what is asked for.
 * @param path of the current file
 * @param least nothing before this is looked at
 */
export async function tailPosition(path: string, count: number, least: LogPosition): Promise<LogPosition> {
  const numbers = (await numberedFiles(path)).filter((number) => number >= least.file);
  const current = (numbers.at(-1) ?? least.file - 1) + 1;
  let wanted = count;
  for (const file of [current, ...[...numbers].reverse()]) {
    const opened = file === current ? await openPlain(path) : await openNumbered(path, { file, offset: 0 });
    if (opened === undefined) continue;
    try {
      const from = file === least.file ? least.offset : 0;
      const found = await lastLines(opened, wanted, from, () => openNumbered(path, { file, offset: from }));
      if (found.lines >= wanted) return { file, offset: found.offset };
      wanted -= found.lines;
    } finally {
      await opened.close();
    }
  }
  return least;
}

interface Found {
  readonly lines: number;
  /** Where they begin. */
  readonly offset: number;
}

async function lastLines(
  file: LogFile,
  count: number,
  from: number,
  again: () => Promise<LogFile | undefined>,
): Promise<Found> {
  if (file instanceof PlainLogFile) return lastPlainLines(file.handle, count, from);
  // A compressed file can only be read forward: once to count, once to find the place.
  const total = await countLines(file);
  const second = total > count ? await again() : undefined;
  if (second === undefined) return { lines: total, offset: from };
  try {
    return { lines: count, offset: from + (await bytesOfLines(second, total - count)) };
  } finally {
    await second.close();
  }
}

async function lastPlainLines(file: FileHandle, count: number, from: number): Promise<Found> {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  // The newline that ends the last line counts too: the wanted lines begin behind the newline before them.
  let newlines = 0;
  for (let end = (await file.stat()).size; end > from; ) {
    const start = Math.max(from, end - BLOCK_BYTES);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    for (let at = block.lastIndexOf(NEWLINE, bytesRead - 1); at >= 0 && bytesRead > 0; ) {
      newlines += 1;
      if (newlines > count) return { lines: count, offset: start + at + 1 };
      if (at === 0) break;
      at = block.lastIndexOf(NEWLINE, at - 1);
    }
    end = start;
  }
  return { lines: newlines, offset: from };
}

async function countLines(file: LogFile): Promise<number> {
  let lines = 0;
  for (let bytes = await file.read(); bytes !== undefined; bytes = await file.read()) {
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  }
  return lines;
}

async function bytesOfLines(file: LogFile, lines: number): Promise<number> {
  let left = lines;
  let offset = 0;
  for (let bytes = await file.read(); bytes !== undefined; bytes = await file.read()) {
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      left -= 1;
      if (left === 0) return offset + at + 1;
    }
    offset += bytes.length;
  }
  return offset;
}
