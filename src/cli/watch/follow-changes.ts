import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineClient } from '../../api/messages.js';
import { toTscomposeError } from '../../base/errors.js';
import type { ContainerSummary, UpRequest } from '../../spec/operations.js';
import { runExec } from '../session/run-exec.js';
import { fileChanges } from './file-changes.js';
import { type Mapping, syncFiles } from './sync-files.js';
import { copies, targetOf, type WatchRule } from './watch-rules.js';
import type { WatchScreen } from './watch-screen.js';

/** Files of one batch that Docker Compose thinks worth a word. */
const MANY = 1000;

/** Does what the rules say about every change, until the signal is aborted. What goes wrong with one batch is told. */
export async function followChanges(
  screen: WatchScreen,
  client: EngineClient,
  { stack, origin }: Pick<UpRequest, 'stack' | 'origin'>,
  rules: readonly WatchRule[],
  signal: AbortSignal,
): Promise<void> {
  const doing = new Doing(screen, client, { stack, origin }, signal);
  const initial = rules.filter(({ initialSync }) => initialSync);
  await doing.carryOut(initial, new Set(initial.flatMap((rule) => filesBelow(rule.path, rule))));
  const paths = [...new Set(rules.map(({ path }) => path))];
  const batches = fileChanges(paths, {
    isIgnored: (path) => rules.every((rule) => rule.ignores(path)),
    onReady: () => screen.say('Watch enabled'),
    signal,
  });
  for await (const batch of batches) {
    if (batch.size > MANY) screen.say(`Large batch of file changes: ${batch.size} files`);
    try {
      await doing.carryOut(rules, batch);
    } catch (error) {
      if (signal.aborted) break;
      screen.warn(`what changed could not be passed on: ${toTscomposeError(error).message}`);
    }
  }
  screen.say('Watch disabled');
}

/** The files that a rule is about, as they are now. */
function filesBelow(path: string, rule: WatchRule): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      const below = join(path, entry.name);
      if (rule.ignores(below)) return [];
      if (entry.isDirectory()) return filesBelow(below, rule);
      return rule.concerns(below) ? [below] : [];
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [path];
    if (code === 'ENOENT') return [];
    throw error;
  }
}

/** What is done to the containers of a stack. */
class Doing {
  readonly #screen: WatchScreen;
  readonly #client: EngineClient;
  readonly #about: Pick<UpRequest, 'stack' | 'origin'>;
  readonly #signal: AbortSignal;

  constructor(
    screen: WatchScreen,
    client: EngineClient,
    about: Pick<UpRequest, 'stack' | 'origin'>,
    signal: AbortSignal,
  ) {
    this.#screen = screen;
    this.#client = client;
    this.#about = about;
    this.#signal = signal;
  }

  /** Copies first, then restarts and runs commands, each once for all the changes. */
  async carryOut(rules: readonly WatchRule[], changed: ReadonlySet<string>): Promise<void> {
    const hit = rules
      .map((rule) => ({ rule, paths: [...changed].filter((path) => rule.concerns(path)) }))
      .filter(({ paths }) => paths.length > 0);
    if (hit.length === 0) return;
    const containers = await this.#client.ps(this.#about.stack.name);
    const running = containers.filter(({ state, oneOff }) => state.status === 'running' && !oneOff);
    const files = new Map<string, Mapping[]>();
    for (const { rule, paths } of hit.filter((one) => copies(one.rule))) {
      const mapped = paths.map((hostPath) => ({ hostPath, target: targetOf(rule, hostPath) ?? hostPath }));
      files.set(rule.service, [...(files.get(rule.service) ?? []), ...mapped]);
    }
    for (const [service, mappings] of files) await this.#sync(service, mappings, running);
    const restarted = hit.filter(({ rule }) => rule.action === 'restart' || rule.action === 'sync+restart');
    await this.#restart([...new Set(restarted.map(({ rule }) => rule.service))]);
    for (const { rule } of hit.filter((one) => one.rule.action === 'sync+exec'))
      await this.#exec(rule, running);
  }

  async #sync(
    service: string,
    mappings: readonly Mapping[],
    running: readonly ContainerSummary[],
  ): Promise<void> {
    this.#screen.say(`Syncing service "${service}" after ${mappings.length} changes were detected`);
    const receivers = running.filter((container) => container.service === service);
    await Promise.all(receivers.map((receiver) => syncFiles(this.#client, receiver, mappings, this.#signal)));
  }

  async #restart(services: readonly string[]): Promise<void> {
    if (services.length === 0) return;
    const request = { ...this.#about, services, withoutDependents: false };
    await this.#screen.operate((signal) => this.#client.restart(this.#about.stack.name, request, signal));
    this.#screen.say(`service(s) ${JSON.stringify(services)} restarted`);
  }

  async #exec({ service, exec }: WatchRule, running: readonly ContainerSummary[]): Promise<void> {
    const { stack } = this.#about;
    for (const { index, name } of running.filter((container) => container.service === service)) {
      const target = await this.#client.execTarget(stack.name, { service, index });
      const own = Object.entries(exec.environment ?? {}).map(([key, value]) => `${key}=${value ?? ''}`);
      const request = {
        ...{
          arg: exec.command ?? [],
          env: [...target.env, ...own],
          cwd: exec.working_dir ?? target.workingDir,
        },
        ...{ user: exec.user ?? target.user, tty: false, rows: 0, cols: 0 },
        ...(exec.privileged === true ? { privileged: true as const } : {}),
      };
      // What is typed is for whoever watches.
      const exitCode = await runExec(this.#screen.host, target.socketPath, request, undefined, false);
      if (exitCode !== 0) this.#screen.warn(`the command after the sync ended with ${exitCode} in ${name}`);
    }
  }
}
