import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import type { StopRequest, UpRequest } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { followLogs } from './follow-logs.js';
import { Interrupts } from './interrupts.js';
import { LogPrinter, type LogStyle } from './log-printer.js';
import { runOperation } from './run-operation.js';

/** Exit code after Ctrl-C, as a shell reports SIGINT. */
const INTERRUPTED = 130;

/** `up` without `-d`: starts the stack, shows its log until every container has ended or an interrupt stops it. */
export async function attachedUp(cli: Cli, request: UpRequest, style: LogStyle): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const { name } = request.stack;
  const since = cli.host.now().toISOString();
  const client = await cli.connect();
  if (await started(cli, client, request, interrupts)) {
    const printer = new LogPrinter(name, style, cli.host.stdout, cli.host.stderr);
    const ended = new AbortController();
    const services = attachedServices(request);
    const following = announceAndFollow(cli, client, { name, services, since, printer }, ended.signal);
    if (await endsFirst(following, interrupts.asked)) return;
    cli.print('Gracefully Stopping... press Ctrl+C again to force\n');
    await stopStack(cli, client, request, interrupts);
    ended.abort();
    await following;
  } else {
    cli.print('Gracefully Stopping... press Ctrl+C again to force\n');
    await stopStack(cli, client, request, interrupts);
  }
  cli.exitCode = INTERRUPTED;
}

/** False when it was interrupted. */
async function started(
  cli: Cli,
  client: EngineClient,
  request: UpRequest,
  interrupts: Interrupts,
): Promise<boolean> {
  const progress = await cli.openProgress();
  try {
    await runOperation(client.up(request.stack.name, request, interrupts.asked), progress);
    return !interrupts.asked.aborted;
  } catch (error) {
    if (interrupts.asked.aborted && error instanceof TscomposeError && error.code === 'CANCELLED')
      return false;
    throw error;
  } finally {
    await progress.close();
  }
}

interface Following {
  readonly name: string;
  readonly services: readonly string[];
  readonly since: string;
  readonly printer: LogPrinter;
}

async function announceAndFollow(
  cli: Cli,
  client: EngineClient,
  { name, services, since, printer }: Following,
  signal: AbortSignal,
): Promise<void> {
  const containers = await client.ps(name);
  const names = containers
    .filter((container) => services.includes(container.service))
    .map((container) => container.name);
  for (const container of names) printer.register(container);
  cli.print(`Attaching to ${names.map((container) => printer.nameOf(container)).join(', ')}\n`);
  await followLogs(client.logs(name, { services, follow: true, since }, signal), printer, {
    signal,
    onExit: (line) => cli.print(line),
  });
}

/** True when `work` came to its end (or failed) before the interrupt. */
async function endsFirst(work: Promise<void>, interrupt: AbortSignal): Promise<boolean> {
  if (interrupt.aborted) return false;
  let undo = () => {};
  const interrupted = new Promise<false>((resolve) => {
    const listener = () => resolve(false);
    interrupt.addEventListener('abort', listener, { once: true });
    undo = () => interrupt.removeEventListener('abort', listener);
  });
  try {
    return await Promise.race([work.then(() => true), interrupted]);
  } finally {
    undo();
  }
}

async function stopStack(
  cli: Cli,
  client: EngineClient,
  request: UpRequest,
  interrupts: Interrupts,
): Promise<void> {
  const { name } = request.stack;
  const stop: StopRequest = {
    services: [],
    ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
  };
  const progress = await cli.openProgress();
  try {
    await runOperation(client.stop(name, stop, interrupts.insisted), progress);
  } catch (error) {
    if (!interrupts.insisted.aborted) throw error;
  } finally {
    await progress.close();
  }
  if (interrupts.insisted.aborted) await killStack(cli, client, name);
}

async function killStack(cli: Cli, client: EngineClient, name: string): Promise<void> {
  const progress = await cli.openProgress();
  try {
    await runOperation(client.kill(name, { services: [] }, new AbortController().signal), progress);
  } finally {
    await progress.close();
  }
}

function attachedServices(request: UpRequest): readonly string[] {
  return request.services.length > 0 ? request.services : Object.keys(request.stack.services);
}
