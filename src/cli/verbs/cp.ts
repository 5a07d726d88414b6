import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSummary } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { parseIndex } from '../flag-values.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import type { ProgressSink } from '../progress/sink.js';
import { type CopyFlags, type CopyWish, copyFiles, copyWish } from '../session/copy-files.js';
import { Interrupts } from '../session/interrupts.js';
import type { AddVerb } from './verb.js';

interface CpOptions extends CopyFlags {
  readonly all?: true;
  readonly index: number;
}

export const addCp: AddVerb = (program, run) => {
  const command = program
    .command('cp')
    .description(
      "Copy files between a service's containers and this machine; - is an archive on standard input or output",
    )
    .addHelpText(
      'after',
      examples(
        ['web:/etc/nginx/nginx.conf .', 'A file out of web'],
        ['./site/. web:/srv', 'What is in a directory into web'],
        ['db:/var/lib/postgresql - > data.tar', 'A directory as an archive'],
      ),
    )
    .usage('[options] SERVICE:PATH DESTINATION|-\n       tscompose cp [options] SOURCE|- SERVICE:PATH')
    .argument('<source>', 'SERVICE:PATH, a path, or -')
    .argument('<destination>', 'SERVICE:PATH, a path, or -')
    .option('--all', 'to containers that run made, too')
    .option('-a, --archive', 'keep owners also of what comes out of a container')
    .option('-L, --follow-link', 'follow a link that the source ends with')
    .option('--index <number>', 'which container of the service, by its number', parseIndex, 0)
    .action(run(cp));
  addDryRun(command);
};

async function cp(cli: Cli, source: string, destination: string, options: CpOptions): Promise<void> {
  const wish = copyWish(source, destination);
  const project = await cli.project({ enable: [wish.container] });
  const client = await cli.connectIfAny();
  const found = client === undefined ? [] : await client.ps(project.name);
  const containers = chosen(found, wish, options);
  const [first] = containers;
  if (client === undefined || first === undefined) throw noContainer(wish.container, options.index);
  using interrupts = new Interrupts(cli.host);
  const progress = await cli.openProgress();
  try {
    for (const container of containers) {
      await copyOne(cli, client, { wish, container, options, progress, signal: interrupts.asked });
    }
  } finally {
    await progress.close();
  }
}

/** As Docker Compose has it: into all of a service, out of the first. */
function chosen(
  containers: readonly ContainerSummary[],
  { container: service, direction }: CopyWish,
  { index, all }: CpOptions,
): readonly ContainerSummary[] {
  const own = containers
    .filter((container) => container.service === service && (all || !container.oneOff))
    .filter((container) => index === 0 || (!container.oneOff && container.index === index))
    .sort((a, b) => Number(a.oneOff) - Number(b.oneOff) || a.index - b.index);
  return direction === 'out' ? own.slice(0, 1) : own;
}

function noContainer(service: string, index: number): TscomposeError {
  if (index === 0) {
    return new TscomposeError('CONTAINER_NOT_FOUND', `no container found for service "${service}"`, {
      subject: service,
      hint: 'See with "tscompose ps -a" what there is.',
    });
  }
  return new TscomposeError(
    'CONTAINER_NOT_RUNNING',
    `service "${service}" is not running container #${index}`,
    {
      subject: service,
    },
  );
}

async function copyOne(
  cli: Cli,
  client: EngineClient,
  copy: {
    readonly wish: CopyWish;
    readonly container: ContainerSummary;
    readonly options: CpOptions;
    readonly progress: ProgressSink;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { wish, container, options, progress, signal } = copy;
  const inside = `${container.name}:${wish.path}`;
  const what = wish.direction === 'in' ? `${wish.from} to ${inside}` : `${inside} to ${wish.to}`;
  const id = `${container.name} copy ${what}`;
  progress.step({ type: 'step', id, state: 'working', text: 'Copying' });
  if (!cli.globals.dryRun) await copyFiles(cli, client, { ...wish, id: container.id }, options, signal);
  progress.step({ type: 'step', id, state: 'done', text: 'Copied' });
}
