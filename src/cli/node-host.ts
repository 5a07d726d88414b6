import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { runtimePaths } from '../api/runtime-paths.js';
import { TscomposeError } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import { nodeReader } from '../local/node-reader.js';
import { readText } from '../local/read-text.js';
import type { LoadedStack, StackRequest } from '../stackfile/request.js';
import type { Host, InterruptSignal } from './host.js';
import { takeKeys } from './key-terminal.js';

/** Folders of the state root that hold what a verb could look for. */
const STATE_FOLDERS = ['containers', 'networks', 'volumes', 'images'];

/** The real world. Streams are opened when first used: a pipe or terminal costs milliseconds. */
export function nodeHost(): Host {
  return {
    env: process.env,
    cwd: workingDirectory(process.env.PWD),
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return opened('stdout');
    },
    get stderr() {
      return opened('stderr');
    },
    now: () => new Date(),
    async connect(options) {
      const { connectEngine } = await import('../api/connect.js');
      return connectEngine(options);
    },
    hasState,
    writeFile,
    writeBytes: async (path, bytes) => (await import('./byte-files.js')).writeBytes(path, bytes),
    async *readBytes(path) {
      yield* (await import('./byte-files.js')).readBytes(path);
    },
    async fileSize(path) {
      return (await import('./byte-files.js')).fileSize(path);
    },
    readFile: readText,
    async logins() {
      const { dockerLogins } = await import('../local/credentials/docker-logins.js');
      return dockerLogins(process.env);
    },
    loadStack: (request) => load({ ...request, reader: nodeReader }),
    async resolveStack(request, root) {
      const { StackMemory } = await import('../local/stack-memory/stack-memory.js');
      const memory = new StackMemory(runtimePaths(root).resolved, loaderEdition());
      return memory.resolve({ ...request, reader: nodeReader }, load);
    },
    async findStackName(request) {
      const { findStackName } = await import('../stackfile/find-stack-name.js');
      return findStackName({ ...request, reader: nodeReader });
    },
    onInterrupt(listener) {
      return onSignals(['SIGINT', 'SIGTERM'], (signal) => listener(signal as InterruptSignal));
    },
    onSignals,
    makeRaw,
    takeKeys,
  };
}

async function load(request: StackRequest): Promise<LoadedStack> {
  const { loadStack } = await import('../stackfile/load-stack.js');
  return loadStack(request);
}

/** Another release or build of this program may make another stack of the same files. In the CommonJS bundle there is no import.meta.filename. */
function loaderEdition(): string {
  const { ino, size, mtimeMs } = statSync(import.meta.filename ?? __filename);
  return [VERSION, ino, size, mtimeMs].join(' ');
}

/** Node's raw mode goes on to put a carriage return before each newline, which the screen of an editor in a container can't bear. */
function makeRaw(): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  stdin.setRawMode(true);
  // Without the program the terminal stays usable: whatever goes by lines looks as it should.
  spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
  return () => stdin.setRawMode(false);
}

function onSignals(names: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void): () => void {
  const listeners = names.map((signal) => [signal, () => listener(signal)] as const);
  for (const [signal, call] of listeners) process.on(signal, call);
  return () => {
    for (const [signal, call] of listeners) process.off(signal, call);
  };
}

async function writeFile(path: string, text: string): Promise<void> {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new TscomposeError('USAGE', `cannot write ${path}: ${message}`, { errno: code, cause: error });
  }
}

/** What a shell reports for a program that SIGPIPE ended: nobody reads the output any more. */
const BROKEN_PIPE = 141;

const inUse = new Set<NodeJS.WriteStream>();

function opened(name: 'stdout' | 'stderr'): NodeJS.WriteStream {
  const stream = process[name];
  if (inUse.has(stream)) return stream;
  inUse.add(stream);
  if (stream.isTTY && stream.columns === 0) giveSize();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    throw error;
  });
  return stream;
}

/** For a terminal that nobody gave a size, as under some runners of jobs. listr2 asks one stream and writes to the other. */
function giveSize(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.isTTY && stream.columns === 0) Object.assign(stream, { columns: 80, rows: 24 });
  }
}

/** Resolves when all that was written has left. */
export async function flushed(): Promise<void> {
  const emptied = [...inUse].map(
    (stream) => new Promise<void>((resolve) => stream.write('', () => resolve())),
  );
  await Promise.all(emptied);
}

/** The shell's PWD where it names the same directory: a stack below a symbolic link keeps the path its user knows. */
function workingDirectory(shellDirectory: string | undefined): string {
  const real = process.cwd();
  if (shellDirectory === undefined || !isAbsolute(shellDirectory)) return real;
  const named = statSync(shellDirectory, { throwIfNoEntry: false });
  const here = statSync('.');
  return named?.ino === here.ino && named.dev === here.dev ? shellDirectory : real;
}

function hasState(root: string | undefined): boolean {
  const directory = runtimePaths(root).root;
  return STATE_FOLDERS.some((folder) => hasEntries(join(directory, folder)));
}

/** A folder that may not be read could hold something; the engine will say what is needed. */
function hasEntries(directory: string): boolean {
  try {
    return readdirSync(directory).length > 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'EACCES') return true;
    throw error;
  }
}
