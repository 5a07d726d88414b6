import type { Cli } from '../../cli.js';
import { parseTail } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { logTimes } from '../../log-times.js';
import { Interrupts } from '../../session/interrupts.js';
import { showRawLog } from '../../session/show-raw-log.js';
import { untilAsked } from '../../session/until-asked.js';
import type { AddVerb } from '../verb.js';

interface LogsOptions {
  readonly details?: true;
  readonly follow?: true;
  readonly since?: string;
  readonly tail?: number;
  readonly timestamps?: true;
  readonly until?: string;
}

export const addContainerLogs: AddVerb = (container, run) => {
  container
    .command('logs')
    .description('View output from a container')
    .addHelpText(
      'after',
      examples(
        ['-f --tail 20 demo-web-1', 'The last lines, and what comes'],
        ['--since 10m --until 5m demo-web-1', 'Of five minutes'],
      ),
    )
    .argument('<container>', 'name, id, or the beginning of one')
    .option('--details', 'leave room for extra details, of which our logs have none')
    .option('-f, --follow', 'go on with what is written from now on')
    .option('--since <time>', 'from then on: a time like 2026-11-21T10:00:00Z, or a duration like 10m')
    .option('-n, --tail <lines>', 'lines from the end of the log, or "all"', parseTail)
    .option('-t, --timestamps', 'show timestamps')
    .option('--until <time>', 'until then, likewise')
    .action(run(logs));
};

async function logs(cli: Cli, name: string, options: LogsOptions): Promise<void> {
  const request = {
    follow: options.follow === true,
    ...(options.tail === undefined ? {} : { tail: options.tail }),
    ...logTimes(cli, options),
  };
  const client = await cli.connect();
  using interrupts = new Interrupts(cli.host);
  const { asked } = interrupts;
  const style = {
    prefix: '',
    lead: options.details ? ' ' : '',
    timestamps: options.timestamps === true,
    endsLines: false,
  };
  const lines = client.containerLogs(name, request, asked);
  await untilAsked(asked, showRawLog(lines, style, cli.host.stdout, cli.host.stderr));
  if (asked.aborted) cli.exitCode = 130;
}
