import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedStack, ResolvedStack, StackReader, StackRequest } from '../../stackfile/request.js';
import { resolvedStack } from '../../stackfile/resolved-stack.js';
import { isCurrent, type Memo, memoOf, recalled, requestKey, subjectKey } from './memo.js';
import { RecordingReader } from './recording-reader.js';

/** What is remembered lies in memory (the runtime directory), so there is a bound: this many stacks, of so many bytes each. */
const SLOTS = 32;
const MAX_BYTES = 2 * 1024 * 1024;

type Load = (request: StackRequest) => Promise<LoadedStack>;

/**
 * What the stack files of earlier commands came to. A command whose files, environment and flags are those of an earlier one
 * need not parse, check and resolve them again; it still reads each of them, and compares.
 */
export class StackMemory {
  readonly #directory: string;
  readonly #edition: string;

  /**
   * @param directory for root alone, since values of variables are in it; where it is missing nothing is remembered
   * @param edition tells releases and builds of the loader apart
   */
  constructor(directory: string, edition: string) {
    this.#directory = directory;
    this.#edition = edition;
  }

  /** @throws what `load` throws */
  async resolve(request: StackRequest, load: Load): Promise<ResolvedStack> {
    // Standard input can be read once.
    if (request.files.includes('-')) return resolvedStack(await load(request));
    const key = requestKey(this.#edition, request);
    const path = join(this.#directory, slotOf(request));
    const memo = recall(path);
    if (memo?.request === key && isCurrent(memo, request.reader)) {
      return recalled(memo, request, () => load(request));
    }
    return resolvedStack(await this.#loadAndRemember(path, key, request, load));
  }

  async #loadAndRemember(path: string, key: string, request: StackRequest, load: Load): Promise<LoadedStack> {
    const reader: StackReader & RecordingReader = new RecordingReader(request.reader);
    const loaded = await load({ ...request, reader });
    remember(path, memoOf(key, reader.answers, loaded));
    return loaded;
  }
}

function slotOf(request: StackRequest): string {
  const slot = Number.parseInt(subjectKey(request).slice(0, 8), 16) % SLOTS;
  return `${slot}.json`;
}

/** Undefined: nothing of use is there. A command never fails for that. */
function recall(path: string): Memo | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Memo;
  } catch {
    return undefined;
  }
}

function remember(path: string, memo: Memo): void {
  const text = JSON.stringify(memo);
  if (text.length > MAX_BYTES) return;
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    // No engine runs, the file system is full, the user is not root: the next command reads the stack files again.
    discard(draft);
  }
}

function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // It could not be written either.
  }
}
