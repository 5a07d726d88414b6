import { LABEL } from '../../spec/labels.js';
import type { Cli } from '../cli.js';
import { momentOf } from '../filters.js';
import { examples } from '../help/examples.js';
import { eventAction, eventJson, eventLine } from '../render/event-line.js';
import { Interrupts } from '../session/interrupts.js';
import type { AddVerb } from './verb.js';

interface EventsOptions {
  readonly json?: true;
  readonly since?: string;
  readonly until?: string;
}

export const addEvents: AddVerb = (program, run) => {
  program
    .command('events')
    .description('Tell what happens to containers, as it happens')
    .addHelpText('after', examples(['--json', 'As they come, one object per line'], ['web', 'Those of web']))
    .argument('[service...]', 'only to those of these services')
    .option('--json', 'one JSON object per line')
    .option('--since <time>', 'also what has happened since: a time, or a duration like 10m')
    .option('--until <time>', 'what happens until then')
    .action(run(events));
};

async function events(cli: Cli, services: readonly string[], options: EventsOptions): Promise<void> {
  const request = { ...moment(cli, 'since', options), ...moment(cli, 'until', options) };
  const project = await cli.stackName();
  const client = await cli.connect();
  using interrupts = new Interrupts(cli.host);
  try {
    for await (const event of client.events(interrupts.asked, request)) {
      const action = eventAction(event);
      const { [LABEL.project]: stack, [LABEL.service]: service = '' } = event.labels;
      if (action === undefined || stack !== project) continue;
      if (services.length > 0 && !services.includes(service)) continue;
      cli.print((options.json ? eventJson : eventLine)(event, action));
    }
  } catch (error) {
    if (!interrupts.asked.aborted) throw error;
  }
  if (interrupts.asked.aborted) cli.exitCode = 130;
}

function moment(cli: Cli, key: 'since' | 'until', options: EventsOptions) {
  const text = options[key];
  return text === undefined ? {} : { [key]: momentOf(text, cli.host.now()).toISOString() };
}
