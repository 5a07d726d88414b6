import type { ChildProcess } from 'node:child_process';
import type { Random } from '../../support/random.js';
import type { Running, Sandbox } from '../../support/sandbox.js';

/** Commands at the same time. */
const AT_ONCE = 3;

/** Exit code of what SIGKILL ended. */
const KILLED = 137;

const COMMANDS: readonly (readonly string[])[] = [
  ['up', '-d'],
  ['up', '-d'],
  ['up', '-d', '--force-recreate', 'web'],
  ['up', '-d', '--wait'],
  ['down', '-t', '0'],
  ['exec', '-T', 'web', '/hello', 'echo', 'inside'],
  ['exec', '-T', 'db', '/hello', 'get', 'http://web/'],
  ['logs', '-f'],
  ['ps', '-a'],
];

/** Commands on one stack, one after the other and several at once, until it is told to end. */
export class Load {
  readonly #sandbox: Sandbox;
  readonly #random: Random;
  readonly #running = new Set<Running>();
  readonly #killed = new Set<ChildProcess>();
  readonly #complaints: string[] = [];
  readonly #ended: Promise<unknown>;
  #ending = false;

  constructor(sandbox: Sandbox, random: Random) {
    this.#sandbox = sandbox;
    this.#random = random;
    this.#ended = Promise.all(Array.from({ length: AT_ONCE }, () => this.#work()));
  }

  /** Command lines that run now. */
  get processes(): readonly ChildProcess[] {
    return [...this.#running].map(({ child }) => child);
  }

  /** Whoever kills a command says so: it need not explain its end. */
  willBeKilled(child: ChildProcess): void {
    this.#killed.add(child);
  }

  /** What commands did wrong so far. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** Resolves when all commands have ended. */
  async end(): Promise<void> {
    this.#ending = true;
    for (const { child } of this.#running) {
      if (child.spawnargs.includes('-f')) child.kill('SIGINT');
    }
    await this.#ended;
  }

  async #work(): Promise<void> {
    while (!this.#ending) {
      const args = this.#random.pick(COMMANDS) ?? [];
      const running = this.#sandbox.start(args);
      this.#running.add(running);
      const { code, signal, stderr } = await running.ended;
      this.#running.delete(running);
      const wasKilled = this.#killed.delete(running.child);
      const what = `${args.join(' ')} ended with ${code ?? signal}: ${stderr}`;
      if (/defect of tscompose/.test(stderr)) this.#complaints.push(what);
      // What a command in a container says whose container was killed under it.
      const diedWithContainer = args[0] === 'exec' && code === KILLED;
      const mayBeSilent = wasKilled || diedWithContainer || this.#ending;
      if (!mayBeSilent && code !== 0 && stderr.trim() === '') this.#complaints.push(what);
    }
  }
}
