import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import { type Cli, type Project, requireServices } from '../cli.js';
import { FORMAT_HELP, type ListFormat, listRenderer, parseListFormat, TABLE } from '../format/list-format.js';
import { examples } from '../help/examples.js';
import { type ImageRow, imageIds, imageJson, stackImageList } from '../render/image-list.js';
import { knownServices } from '../session/scope.js';
import { listStore } from './image/ls.js';
import type { AddVerb } from './verb.js';

interface ImagesOptions {
  readonly all?: true;
  readonly format: ListFormat;
  readonly quiet?: true;
}

export const addImages: AddVerb = (program, run) => {
  program
    .command('images')
    .description("List images of the stack's containers, or of the whole store where no stack is")
    .addHelpText(
      'after',
      examples(['', 'Images of the stack'], ["--format '{{.Repository}}:{{.Tag}}'", 'Their names']),
    )
    .argument('[service...]', 'only these; of the whole store: a repository[:tag]')
    .option('-a, --all', 'every image in the store')
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('-q, --quiet', 'only ids')
    .action(run(images));
};

async function images(cli: Cli, services: readonly string[], options: ImagesOptions): Promise<void> {
  const { format, quiet } = options;
  const project = options.all ? undefined : await projectIfAny(cli);
  if (project === undefined) {
    const [repository, ...more] = services;
    if (more.length > 0)
      throw new TscomposeError('USAGE', 'of the whole store, one repository can be listed at a time');
    return listStore(cli, repository, { format, ...(quiet ? { quiet } : {}), filter: [], trunc: true });
  }
  const render = await listRenderer(format, stackImageList(cli.host.now()), cli.tableWidth());
  const client = await cli.connectIfAny();
  const rows = client === undefined ? [] : await imageRows(client, project, services);
  if (quiet && format.type === 'table') cli.print(imageIds(rows));
  else cli.print(format.type === 'json' ? imageJson(rows) : render(rows));
}

async function projectIfAny(cli: Cli): Promise<Project | undefined> {
  try {
    return await cli.project();
  } catch (error) {
    const noFile = error instanceof TscomposeError && error.code === 'STACK_FILE_NOT_FOUND';
    if (noFile && cli.globals.files.length === 0) return undefined;
    throw error;
  }
}

async function imageRows(
  client: EngineClient,
  project: Project,
  services: readonly string[],
): Promise<readonly ImageRow[]> {
  const [containers, all] = await Promise.all([client.ps(project.name), client.images()]);
  requireServices(services, knownServices(project, containers));
  const byId = new Map(all.map((image) => [image.id, image]));
  return containers
    .filter((container) => services.length === 0 || services.includes(container.service))
    .flatMap((container) => {
      const image = byId.get(container.imageId);
      return image === undefined ? [] : [{ container: container.name, reference: container.image, image }];
    });
}
