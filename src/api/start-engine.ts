import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, type FSWatcher, mkdirSync, openSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { type SerializedError, TscomposeError } from '../base/errors.js';
import { engineEnvironment } from './engine-environment.js';
import { locateEngine } from './locate-engine.js';
import { requireRoot } from './require-root.js';
import type { RuntimePaths } from './runtime-paths.js';

/** Taking over hundreds of containers fits easily; beyond it something is wrong. */
const DEADLINE_MS = 30_000;
/**
 * First wait for a sign of a competing engine before looking again, doubled each time. Signs come as file events: its socket appears,
 * or it writes to the lock before it lets go. Only of one that is killed there is none.
 */
const LOOK_AGAIN_MS = 250;

/** Descriptor on which a starting engine reports: `ready`, or its error as JSON. */
export const REPORT_FD = 3;
export const REPORT_VARIABLE = 'TSCOMPOSE_REPORT_FD';

/**
 * Starts an engine and resolves when it, or one that was faster, answers.
 * @param answers whether an engine answers on the socket now
 * @throws NOT_ROOT, ENGINE_UNREACHABLE, or the error that kept the engine from starting
 */
export async function startEngine(paths: RuntimePaths, answers: () => Promise<boolean>): Promise<void> {
  requireRoot();
  mkdirSync(paths.root, { recursive: true, mode: 0o700 });
  mkdirSync(paths.runDir, { recursive: true, mode: 0o700 });
  const bundle = locateEngine();
  using signs = new Signs(paths);
  const deadline = performance.now() + DEADLINE_MS;
  let patienceMs = LOOK_AGAIN_MS;
  while ((await launch(bundle, paths)) === 'lost' && !(await answers())) {
    // The lock's holder is starting (its socket will appear) or ending (its lock will be free).
    if (performance.now() > deadline) throw notAnswering(paths);
    await signs.next(patienceMs);
    if (await answers()) return;
    patienceMs *= 2;
  }
}

/** `ready`: it answers; `lost`: another engine holds the lock. */
async function launch(bundle: string, paths: RuntimePaths): Promise<'ready' | 'lost'> {
  const log = openSync(paths.log, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [bundle, '--root', paths.root], {
      cwd: '/',
      detached: true,
      env: { ...engineEnvironment(process.env), [REPORT_VARIABLE]: String(REPORT_FD) },
      stdio: ['ignore', log, log, 'pipe'],
    });
  } finally {
    closeSync(log);
  }
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const report = await readReport(child.stdio[REPORT_FD] as Readable, exited);
  child.unref();
  if (report === 'ready') return 'ready';
  if (report !== '') throw TscomposeError.fromJSON(JSON.parse(report) as SerializedError);
  const [code, signal] = await exited;
  if (code === 0) return 'lost';
  throw new TscomposeError(
    'ENGINE_UNREACHABLE',
    `the engine ended while starting (${signal ?? `exit code ${code}`})`,
    {
      action: 'start the engine',
      subject: paths.root,
      hint: `Its log is ${paths.log}.`,
    },
  );
}

/** What the engine says about itself; empty when it ended without a word. */
async function readReport(stream: Readable, exited: Promise<unknown>): Promise<string> {
  stream.setEncoding('utf8');
  let text = '';
  // A child that failed to spawn rejects `exited`; the stream alone would never end then.
  const failed = exited.then(() => new Promise<never>(() => {}));
  const read = (async () => {
    for await (const chunk of stream) {
      text += chunk as string;
      if (text.endsWith('\n')) break;
    }
    return text.trim();
  })();
  try {
    return await Promise.race([read, failed]);
  } finally {
    stream.destroy();
  }
}

/** What the file system tells of an engine: its socket comes or goes, its lock is written to. Signs are kept until somebody asks. */
class Signs implements Disposable {
  readonly #watchers: readonly FSWatcher[];
  #pending = false;
  #wake: () => void = () => {};

  constructor({ socket, lock }: RuntimePaths) {
    this.#watchers = [socket, lock].map((path) =>
      watch(dirname(path), (_, name) => {
        if (name === null || name === basename(path)) this.#tell();
      }),
    );
  }

  /** Resolves with the next sign, or after so many milliseconds without. */
  async next(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.#tell(), withinMs);
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#pending = false;
    clearTimeout(timer);
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers) watcher.close();
  }

  #tell(): void {
    this.#pending = true;
    this.#wake();
  }
}

function notAnswering(paths: RuntimePaths): TscomposeError {
  return new TscomposeError('ENGINE_UNREACHABLE', `an engine holds ${paths.lock} but does not answer`, {
    action: 'start the engine',
    subject: paths.root,
    hint: `Its log is ${paths.log}; "fuser -k ${paths.lock}" ends it, which containers survive.`,
  });
}
