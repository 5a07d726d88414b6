import type { EngineClient } from '../../api/messages.js';
import type { UpRequest } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import type { ProgressSink } from '../progress/sink.js';
import { Attachment } from './attachment.js';
import { Interrupts } from './interrupts.js';
import { LogPrinter, type LogStyle } from './log-printer.js';
import { StartingStack } from './starting-stack.js';
import { stopStack } from './stop-stack.js';

/** Exit code after Ctrl-C, as a shell reports SIGINT. */
const INTERRUPTED = 130;

/** For what containers said at their end and is still on its way. */
const LAST_WORDS_MS = 2_000;

/** `up` without `-d`: starts the stack, shows its log until every container has ended or an interrupt stops it. */
export async function attachedUp(
  cli: Cli,
  request: UpRequest,
  style: LogStyle,
  openProgress: () => Promise<ProgressSink>,
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const since = cli.host.now().toISOString();
  const client = await cli.connect();
  const starting = new StartingStack(client, request, await openProgress(), interrupts.asked);
  await starting.attachable();
  if (starting.isOver && (await endedByInterrupt(starting, interrupts.asked))) {
    await stopStack(cli, client, request, interrupts);
    cli.exitCode = INTERRUPTED;
    return;
  }
  const ended = new AbortController();
  const following = showLog(cli, client, { request, starting, since, style }, ended.signal);
  try {
    if (await outlasts(interrupts.asked, starting, following)) return;
  } catch (error) {
    ended.abort();
    await following;
    throw error;
  }
  await stopStack(cli, client, request, interrupts);
  // The log ends by itself now, with each container's last lines and exit code, unless somebody starts the stack again.
  const patience = setTimeout(() => ended.abort(), LAST_WORDS_MS);
  await following;
  clearTimeout(patience);
  cli.exitCode = INTERRUPTED;
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

interface Shown {
  readonly request: UpRequest;
  readonly starting: StartingStack;
  readonly since: string;
  readonly style: LogStyle;
}

async function showLog(
  cli: Cli,
  client: EngineClient,
  { request, starting, since, style }: Shown,
  signal: AbortSignal,
): Promise<void> {
  const stack = request.stack.name;
  const services = request.services.length > 0 ? request.services : Object.keys(request.stack.services);
  const printer = new LogPrinter(stack, style, cli.host.stdout, cli.host.stderr);
  const containers = (await client.ps(stack)).filter(({ service }) => services.includes(service));
  if (containers.length === 0) return;
  for (const { name } of containers) printer.register(name);
  cli.print(`Attaching to ${containers.map(({ name }) => printer.nameOf(name)).join(', ')}\n`);
  const print = (text: string) => cli.print(text);
  await new Attachment(client, { stack, services, since, printer, print }).follow(starting, signal);
}

/**
 * True when the stack started and ran to its end before anybody interrupted.
 * @throws what `up` or the log failed with
 */
async function outlasts(
  interrupt: AbortSignal,
  starting: StartingStack,
  following: Promise<void>,
): Promise<boolean> {
  const interrupted = aborted(interrupt);
  try {
    const ran = starting.finished.then(() => following);
    return await Promise.race([
      ran.then(() => true),
      following.then(() => ran).then(() => true),
      interrupted.promise,
    ]);
  } catch (error) {
    // An interrupt ends `up` with an error of its own, which may come first.
    if (interrupt.aborted) return false;
    throw error;
  } finally {
    interrupted.forget();
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
