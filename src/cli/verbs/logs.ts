import { TscomposeError } from '../../base/errors.js';
import type { ContainerSummary } from '../../spec/operations.js';
import { type Cli, type Project, requireServices } from '../cli.js';
import { parseIndex, parseTail } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { logTimes } from '../log-times.js';
import { followLogs } from '../session/follow-logs.js';
import { Interrupts } from '../session/interrupts.js';
import { LogPrinter } from '../session/log-printer.js';
import { knownServices } from '../session/scope.js';
import { showRawLog } from '../session/show-raw-log.js';
import { untilAsked } from '../session/until-asked.js';
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
  // Docker Compose writes both streams of a container to standard output here, other than in `up`.
  const { stdout } = cli.host;
  const style = {
    color: options.color && cli.wantsColor(),
    prefix: options.logPrefix,
    timestamps: options.timestamps === true,
  };
  const printer = new LogPrinter(project.name, style, stdout, stdout);
  const shown = services.length > 0 ? services : loudServices(project);
  for (const { name, service, index } of containers) {
    const isShown = shown.length === 0 || shown.includes(service);
    if (isShown && (options.index === 0 || options.index === index)) printer.register(name);
  }
  const [only, more] = containers.filter(
    ({ service, index }) =>
      (shown.length === 0 || shown.includes(service)) && (options.index === 0 || options.index === index),
  );
  const isPlain = !options.follow && times.notBefore === undefined && times.until === undefined;
  if (only !== undefined && more === undefined && isPlain) {
    const rawStyle = {
      prefix: printer.prefixOf(only.name),
      lead: '',
      timestamps: style.timestamps,
      endsLines: true,
    };
    const { tail } = options;
    const bytes = client.rawContainerLog(only.id, tail === undefined ? {} : { tail }, interrupts.asked);
    await untilAsked(interrupts.asked, showRawLog(bytes, rawStyle, stdout, stdout));
    if (interrupts.asked.aborted) cli.exitCode = 130;
    return;
  }
  const request = {
    services: shown,
    ...(options.index === 0 ? {} : { index: options.index }),
    follow: options.follow === true,
    ...(options.tail === undefined ? {} : { tail: options.tail }),
    ...times,
  };
  const signal = interrupts.asked;
  await followLogs(client.logs(project.name, request, signal), printer, {
    signal,
    ...(options.follow ? { onExit: (line: string) => cli.print(line) } : {}),
  });
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
