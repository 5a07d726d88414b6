import { type Cli, requireServices } from '../cli.js';
import { parseTail } from '../flag-values.js';
import { followLogs } from '../session/follow-logs.js';
import { Interrupts } from '../session/interrupts.js';
import { LogPrinter } from '../session/log-printer.js';
import { knownServices } from '../session/scope.js';
import type { AddVerb } from './verb.js';

interface LogsOptions {
  readonly follow?: true;
  /** Lines per container; absent: all. */
  readonly tail?: number;
  readonly timestamps?: true;
  readonly color: boolean;
  readonly logPrefix: boolean;
}

export const addLogs: AddVerb = (program, run) => {
  program
    .command('logs')
    .description('View output from containers')
    .argument('[service...]', 'only these')
    .option('-f, --follow', 'go on with what is written from now on')
    .option('-n, --tail <lines>', 'lines from the end of each container\'s log, or "all"', parseTail)
    .option('-t, --timestamps', 'show timestamps')
    .option('--no-color', 'no colours')
    .option('--no-log-prefix', 'no prefix before the lines')
    .action(run(logs));
};

async function logs(cli: Cli, services: readonly string[], options: LogsOptions): Promise<void> {
  const project = await cli.project();
  const client = await cli.connectIfAny();
  const containers = client === undefined ? [] : await client.ps(project.name);
  requireServices(services, knownServices(project, containers));
  if (client === undefined) return;
  using interrupts = new Interrupts(cli.host);
  // Docker Compose writes both streams of a container to standard output here, other than in `up`.
  const { stdout } = cli.host;
  const style = {
    color: options.color && cli.wantsColor(),
    prefix: options.logPrefix,
    timestamps: options.timestamps === true,
  };
  const printer = new LogPrinter(project.name, style, stdout, stdout);
  for (const container of containers) {
    if (services.length === 0 || services.includes(container.service)) printer.register(container.name);
  }
  const request = {
    services,
    follow: options.follow === true,
    ...(options.tail === undefined ? {} : { tail: options.tail }),
  };
  const signal = interrupts.asked;
  await followLogs(client.logs(project.name, request, signal), printer, {
    signal,
    ...(options.follow ? { onExit: (line: string) => cli.print(line) } : {}),
  });
  if (signal.aborted) cli.exitCode = 130;
}
