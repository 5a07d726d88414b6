import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findLeaks } from './leaks.js';

export const PACKAGE_ROOT = dirname(dirname(dirname(import.meta.dirname)));
const PROGRAM = join(PACKAGE_ROOT, 'bin/tscompose');

export interface RunResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Another user than root. */
  readonly as?: { readonly uid: number; readonly gid: number };
}

/** A command that runs while the test goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when what was written so far, both streams together, matches. Rejects when the command ends before. */
  until(pattern: RegExp): Promise<void>;
  readonly ended: Promise<RunResult>;
}

/**
 * A state root and a project directory of its own. Disposal takes every stack down, ends the engine, checks that nothing is
 * left behind, and removes both; what was left is the error.
 */
export class Sandbox implements AsyncDisposable {
  readonly root: string;
  readonly project: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(base: string) {
    this.root = join(base, 'root');
    this.project = join(base, 'project');
  }

  /** @param parent where to make its directories; short, since sockets live below them */
  static async create(parent = tmpdir()): Promise<Sandbox> {
    const sandbox = new Sandbox(await mkdtemp(join(parent, 'tsc-')));
    await mkdir(sandbox.project);
    return sandbox;
  }

  /** Writes a file of the project, its directories too. @returns its absolute path */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.project, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  async stack(text: string): Promise<void> {
    await this.write('compose.yaml', text);
  }

  /** Runs a command line in the project directory to its end, whatever its exit code. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const running = this.start(args, options);
    return running.ended;
  }

  /** As {@link run}. @throws when the exit code is not 0; the error shows what was written */
  async ok(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const result = await this.run(args, options);
    if (result.code === 0) return result;
    throw new Error(
      `tscompose ${args.join(' ')}: exit code ${result.code ?? result.signal}\n${result.stdout}${result.stderr}`,
    );
  }

  start(args: readonly string[], options: RunOptions = {}): Running {
    const child = spawn(PROGRAM, ['--root', this.root, ...args], {
      cwd: this.project,
      env: { PATH: process.env.PATH, HOME: this.project, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...options.as,
    });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    // A command that does not read its input may be gone before it is written.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
    return watch(child, args);
  }

  /** Process id of the engine, or undefined when none runs. */
  async enginePid(): Promise<number | undefined> {
    const { code, stdout } = await this.run(['engine', 'status', '--format', 'json']);
    return code === 0 ? (JSON.parse(stdout) as { pid: number }).pid : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    const failures: string[] = [];
    for (const name of await this.#stackNames()) {
      const down = await this.run(['-p', name, 'down', '-v', '-t', '0', '--remove-orphans'], {
        env: { COMPOSE_FILE: '' },
      });
      if (down.code !== 0) failures.push(`down of ${name}: ${down.stderr}`);
    }
    const stop = await this.run(['engine', 'stop']);
    if (stop.code !== 0) failures.push(`engine stop: ${stop.stderr}`);
    failures.push(...(await findLeaks(this.root)));
    if (failures.length > 0) throw new Error(`left behind by ${this.root}:\n${failures.join('\n')}`);
    await rm(dirname(this.root), { recursive: true, force: true });
  }

  /** Stacks that the state root knows of, by the labels of their containers and networks. */
  async #stackNames(): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    for (const folder of ['containers', 'networks', 'volumes']) {
      for (const text of await jsonTexts(join(this.root, folder))) {
        for (const match of text.matchAll(/"com\.docker\.compose\.project":\s*"([^"]+)"/g)) {
          if (match[1] !== undefined) names.add(match[1]);
        }
      }
    }
    return names;
  }
}

/** The JSON files of a folder of the state root and of the folders right below it. */
async function jsonTexts(folder: string): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith('.json')) texts.push(await readFile(path, 'utf8'));
    if (!entry.isDirectory()) continue;
    for (const inner of await entriesOf(path)) {
      if (inner.isFile() && inner.name.endsWith('.json')) {
        texts.push(await readFile(join(path, inner.name), 'utf8'));
      }
    }
  }
  return texts;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function watch(child: ChildProcess, args: readonly string[]): Running {
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const ended = once(child, 'close').then(
    ([code, signal]) => ({ code, signal, stdout, stderr }) as RunResult,
  );
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    until(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(stdout + stderr)) return false;
          listeners.delete(look);
          resolve();
          return true;
        };
        if (look()) return;
        listeners.add(look);
        ended.then(() => {
          if (!look()) {
            reject(new Error(`tscompose ${args.join(' ')} ended without ${pattern}:\n${stdout}${stderr}`));
          }
        }, reject);
      });
    },
  };
}
