import type { EngineClient } from '../../api/messages.js';
import type { ContainerEnd, ContainerSummary, UpRequest } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { wantsColor } from '../colors.js';
import type { ProgressSink } from '../progress/sink.js';
import type { AbortRule } from './abort-rule.js';
import type { AttachChoice } from './attach-choice.js';
import { Attachment } from './attachment.js';
import { Interrupts } from './interrupts.js';
import { LogPrinter, type LogStyle } from './log-printer.js';
import { StartingStack } from './starting-stack.js';
import { stopStack } from './stop-stack.js';
import { UpControls, type UpControlsOptions } from './up-controls.js';

/** Exit code after Ctrl-C, as a shell reports SIGINT. */
const INTERRUPTED = 130;

/** For what containers said at their end and is still on its way. */
const LAST_WORDS_MS = 2_000;

export interface AttachedUpOptions {
  readonly choice: AttachChoice;
  readonly rule: AbortRule;
  readonly style: LogStyle;
  readonly controls: UpControlsOptions;
  readonly openProgress: () => Promise<ProgressSink>;
}

/**
 * `up` without `-d`: starts the stack, shows its log until every container has ended, an end of one makes it stop all, an
 * interrupt does, or a key leaves it to itself.
 */
export async function attachedUp(cli: Cli, request: UpRequest, options: AttachedUpOptions): Promise<void> {
  const { rule } = options;
  using interrupts = new Interrupts(cli.host);
  const since = cli.host.now().toISOString();
  const client = await cli.connect();
  const starting = new StartingStack(client, request, await options.openProgress(), interrupts.asked);
  await starting.attachable();
  if (starting.isOver && (await endedByInterrupt(starting, interrupts.asked))) {
    sayStopping(cli);
    await stopStack(cli, client, request, interrupts);
    cli.exitCode = INTERRUPTED;
    return;
  }
  const ended = new AbortController();
  const broken = new AbortController();
  using controls = new UpControls(cli, client, request, starting, options.controls);
  const onExit = (line: string, end: ContainerEnd) => {
    controls.cli.print(line);
    if (rule.see(end)) broken.abort();
  };
  const following = showLog(
    controls.cli,
    client,
    { request, starting, since, onExit, ...options },
    ended.signal,
  );
  try {
    const stopping = AbortSignal.any([interrupts.asked, broken.signal]);
    const leaving = AbortSignal.any([stopping, controls.left]);
    const hasRun = await outlasts(leaving, starting, following);
    await controls.close();
    if (hasRun && !rule.isBroken) return;
    if (!stopping.aborted) {
      // What is left to itself goes on; what still starts is waited for.
      await starting.finished;
      ended.abort();
      return await following;
    }
  } catch (error) {
    ended.abort();
    await following;
    throw error;
  }
  const isInterrupted = interrupts.asked.aborted;
  if (isInterrupted) sayStopping(cli);
  else {
    sayAborting(cli);
    interrupts.asked.addEventListener('abort', () => sayStopping(cli), { once: true });
  }
  await stopStack(cli, client, request, interrupts);
  // The log ends by itself now, with each container's last lines and exit code, unless somebody starts the stack again.
  const patience = setTimeout(() => ended.abort(), LAST_WORDS_MS);
  await following;
  clearTimeout(patience);
  cli.exitCode = isInterrupted ? INTERRUPTED : rule.exitCode;
}

function sayStopping(cli: Cli): void {
  cli.print('Gracefully Stopping... press Ctrl+C again to force\n');
}

function sayAborting({ host, globals }: Cli): void {
  const text = 'Aborting on container exit...';
  const isColored = wantsColor(host.stderr, globals.ansi, host.env);
  host.stderr.write(isColored ? `\u001b[31m${text}\u001b[39m\n` : `${text}\n`);
}

/** @throws what `up` failed with, when that was no interrupt */
async function endedByInterrupt(starting: StartingStack, interrupt: AbortSignal): Promise<boolean> {
  try {
    await starting.finished;
  } catch (error) {
    if (!interrupt.aborted) throw error;
  }
  return interrupt.aborted;
}

interface Shown extends AttachedUpOptions {
  readonly request: UpRequest;
  readonly starting: StartingStack;
  readonly since: string;
  readonly onExit: (line: string, end: ContainerEnd) => void;
}

async function showLog(
  cli: Cli,
  client: EngineClient,
  { request, choice, starting, since, style, onExit }: Shown,
  signal: AbortSignal,
): Promise<void> {
  const stack = request.stack.name;
  const printer = new LogPrinter(stack, style, cli.host.stdout, cli.host.stderr);
  const containers = await followedContainers(client, stack, choice, starting);
  if (containers.length === 0) return;
  const shown = containers.filter(({ service }) => choice.shown.includes(service));
  for (const { name } of shown) printer.register(name);
  if (shown.length > 0) {
    cli.print(`Attaching to ${shown.map(({ name }) => printer.nameOf(name)).join(', ')}\n`);
  }
  await new Attachment(client, { stack, choice, since, printer, onExit }).follow(starting, signal);
}

/** All containers of the stack, once one of those that are followed is there; none when that never happens. */
async function followedContainers(
  client: EngineClient,
  stack: string,
  choice: AttachChoice,
  starting: StartingStack,
): Promise<readonly ContainerSummary[]> {
  for (;;) {
    const { isOver, starts } = starting;
    const containers = await client.ps(stack);
    if (containers.some(({ service }) => choice.followed.includes(service))) return containers;
    if (isOver) return [];
    // The first that starts may be a dependency, while those that are followed are just being replaced.
    if (starting.starts === starts) await starting.nextStart();
  }
}

/**
 * True when the stack started and ran to its end before anything else made it stop.
 * @throws what `up` or the log failed with
 */
async function outlasts(
  stopping: AbortSignal,
  starting: StartingStack,
  following: Promise<void>,
): Promise<boolean> {
  const stopped = aborted(stopping);
  try {
    const ran = starting.finished.then(() => following);
    return await Promise.race([
      ran.then(() => true),
      following.then(() => ran).then(() => true),
      stopped.promise,
    ]);
  } catch (error) {
    // What stops `up` ends it with an error of its own, which may come first.
    if (stopping.aborted) return false;
    throw error;
  } finally {
    stopped.forget();
  }
}

function aborted(signal: AbortSignal): { readonly promise: Promise<false>; readonly forget: () => void } {
  let forget = () => {};
  const promise = new Promise<false>((resolve) => {
    const listener = () => resolve(false);
    if (signal.aborted) listener();
    signal.addEventListener('abort', listener, { once: true });
    forget = () => signal.removeEventListener('abort', listener);
  });
  return { promise, forget };
}
