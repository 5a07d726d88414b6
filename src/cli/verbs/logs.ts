import { TscomposeError } from '../../base/errors.js';
import type { ContainerSummary } from '../../spec/operations.js';
import { type Cli, type Project, requireServices } from '../cli.js';
import { parseIndex, parseTail } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { logTimes } from '../log-times.js';
import { BatchedOutput } from '../session/batched-output.js';
import { followLogs } from '../session/follow-logs.js';
import { Interrupts } from '../session/interrupts.js';
import { LogPrinter } from '../session/log-printer.js';
import { knownServices } from '../session/scope.js';
import type { AddVerb } from './verb.js';

interface LogsOptions {
  readonly follow?: true;
  /** Lines per container; absent: all. */
  readonly tail?: number;
  readonly since?: string;
  readonly until?: string;
  readonly timestamps?: true;
  readonly color: boolean;
  readonly logPrefix: boolean;
  /** 0: all. */
  readonly index: number;
}

export const addLogs: AddVerb = (program, run) => {
  program
    .command('logs')
    .description('View output from containers')
    .addHelpText(
      'after',
      examples(
        ['-f --tail 20 web', 'The last lines of web, and what comes'],
        ['-t --no-color > all.log', 'Everything, with times, in a file'],
      ),
    )
    .argument('[service...]', 'only these')
    .option('-f, --follow', 'go on with what is written from now on')
    .option('-n, --tail <lines>', 'lines from the end of each container\'s log, or "all"', parseTail)
    .option('--since <time>', 'from then on: a time like 2026-11-21T10:00:00Z, or a duration like 10m')
    .option('--until <time>', 'until then, likewise')
    .option('-t, --timestamps', 'show timestamps')
    .option('--index <number>', 'only the container of that number; needs one service', parseIndex, 0)
    .option('--no-color', 'no colours')
    .option('--no-log-prefix', 'no prefix before the lines')
    .action(run(logs));
};

async function logs(cli: Cli, services: readonly string[], options: LogsOptions): Promise<void> {
  const times = logTimes(cli, options);
  const project = await cli.project();
  const client = await cli.connectIfAny();
  const containers = client === undefined ? [] : await client.ps(project.name);
  requireServices(services, knownServices(project, containers));
  requireIndex(services, containers, options.index);
  if (client === undefined) return;
  using interrupts = new Interrupts(cli.host);
  const signal = interrupts.asked;
  const shown = services.length > 0 ? services : loudServices(project);
  const isShown = ({ service, index }: ContainerSummary) =>
    (shown.length === 0 || shown.includes(service)) && (options.index === 0 || options.index === index);
  const style = {
    color: options.color && cli.wantsColor(),
    prefix: options.logPrefix,
    timestamps: options.timestamps === true,
  };
  // Docker Compose writes both streams of a container to standard output here, other than in `up`.
  const stdout = new BatchedOutput(cli.host.stdout);
  const printer = new LogPrinter(project.name, style, stdout, stdout);
  for (const { name } of containers.filter(isShown)) printer.register(name);
  const query = options.tail === undefined ? {} : { tail: options.tail };
  const request = {
    services: shown,
    ...(options.index === 0 ? {} : { index: options.index }),
    follow: options.follow === true,
    ...query,
    ...times,
  };
  const told = options.follow ? { onExit: (line: string) => stdout.write(line) } : {};
  await followLogs(client.logs(project.name, request, signal), printer, { signal, ...told });
  stdout.flush();
  if (signal.aborted) cli.exitCode = 130;
}

/** @throws USAGE, CONTAINER_NOT_FOUND */
function requireIndex(
  services: readonly string[],
  containers: readonly ContainerSummary[],
  wanted: number,
): void {
  if (wanted === 0) return;
  const [service] = services;
  if (service === undefined || services.length > 1) {
    throw new TscomposeError('USAGE', '--index requires one service to be selected');
  }
  if (containers.some((container) => container.service === service && container.index === wanted)) return;
  throw new TscomposeError(
    'CONTAINER_NOT_FOUND',
    `service "${service}" is not running container #${wanted}`,
    { subject: service },
  );
}

/** Where the file keeps services quiet (`attach: false`), all others of it; else none: all there are. */
function loudServices({ loaded }: Project): readonly string[] {
  const services = Object.entries(loaded?.stack.services ?? {});
  const loud = services.filter(([, { attach }]) => attach !== false);
  return loud.length === services.length ? [] : loud.map(([name]) => name);
}
