import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { TscomposeError } from '../../base/errors.js';
import type { RegistryLogin } from '../../spec/registry.js';
import { isObject } from './docker-config.js';
import type { KeptLogin } from './login-store.js';

const NOT_FOUND = /credentials not found/i;
/** A helper that keeps a token instead of a password says so in place of the user's name. */
const TOKEN_USER = '<token>';
const MAX_OUTPUT = 1024 * 1024;
const NAME = /^[\w.-]+$/;

/** One of Docker's credential helpers, `docker-credential-NAME` (docker/docker-credential-helpers). */
export class CredentialHelper {
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;

  /** @throws CREDENTIALS for a name that is none */
  constructor(name: string, env: Readonly<Record<string, string | undefined>>) {
    if (!NAME.test(name)) throw failure('docker-credential-', `"${name}" is no helper's name`);
    this.#program = `docker-credential-${name}`;
    this.#env = { ...env };
  }

  /** @param signal ends the helper, which may wait for its user @throws CREDENTIALS, CANCELLED */
  async get(server: string, signal?: AbortSignal): Promise<RegistryLogin | undefined> {
    const { code, output } = await this.#run('get', server, signal);
    if (code !== 0) {
      if (NOT_FOUND.test(output)) return undefined;
      throw failure(this.#program, firstLine(output) || `exit code ${code}`);
    }
    let answer: unknown;
    try {
      answer = JSON.parse(output);
    } catch {
      // What it said instead may hold the secret: not a word of it is shown.
      throw failure(this.#program, 'it does not answer in JSON');
    }
    const { Username: username, Secret: secret } = isObject(answer) ? answer : {};
    if (typeof username !== 'string' || typeof secret !== 'string') {
      throw failure(this.#program, 'its answer lacks a name or a secret');
    }
    if (username === '' && secret === '') return undefined;
    return username === TOKEN_USER ? { identityToken: secret } : { username, password: secret };
  }

  /** @throws CREDENTIALS */
  async store(server: string, login: KeptLogin): Promise<void> {
    const [Username, Secret] =
      'password' in login ? [login.username, login.password] : [TOKEN_USER, login.identityToken];
    const { code, output } = await this.#run(
      'store',
      JSON.stringify({ ServerURL: server, Username, Secret }),
    );
    if (code !== 0) throw failure(this.#program, firstLine(output) || `exit code ${code}`);
  }

  /** Absent is success. @throws CREDENTIALS */
  async erase(server: string): Promise<void> {
    const { code, output } = await this.#run('erase', server);
    if (code !== 0 && !NOT_FOUND.test(output))
      throw failure(this.#program, firstLine(output) || `exit code ${code}`);
  }

  async #run(
    verb: string,
    input: string,
    signal?: AbortSignal,
  ): Promise<{ readonly code: number | null; readonly output: string }> {
    const child = spawn(this.#program, [verb], {
      env: this.#env,
      stdio: ['pipe', 'pipe', 'inherit'],
      ...(signal === undefined ? {} : { signal }),
    });
    const ended = once(child, 'close') as Promise<[number | null]>;
    // A helper that reads nothing is no failure of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MAX_OUTPUT) output += text;
    });
    try {
      const [code] = await ended;
      return { code, output };
    } catch (error) {
      if (signal?.aborted) throw new TscomposeError('CANCELLED', 'interrupted', { cause: error });
      const { code } = error as NodeJS.ErrnoException;
      const why = code === 'ENOENT' ? 'it is not installed' : (error as Error).message;
      throw failure(this.#program, why, error);
    }
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

function failure(program: string, why: string, cause?: unknown): TscomposeError {
  return new TscomposeError('CREDENTIALS', `the credential helper ${program} failed: ${why}`, {
    action: 'ask credential helper',
    subject: program,
    hint: 'Docker\'s config.json names it in "credsStore" or "credHelpers".',
    ...(cause === undefined ? {} : { cause }),
  });
}
