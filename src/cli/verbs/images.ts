import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import type { ImageInfo } from '../../spec/objects.js';
import { type Cli, type Project, requireServices } from '../cli.js';
import { parseFormat } from '../flag-values.js';
import { type ImageRow, imageIds, imageJson, imageTable } from '../render/image-list.js';
import { knownServices } from './ps.js';
import type { AddVerb } from './verb.js';

interface ImagesOptions {
  readonly all?: true;
  readonly format: 'table' | 'json';
  readonly quiet?: true;
}

export const addImages: AddVerb = (program, run) => {
  program
    .command('images')
    .description("List images of the stack's containers, or of the whole store where no stack is")
    .argument('[service...]', 'only these')
    .option('-a, --all', 'every image in the store')
    .option('--format <format>', 'table or json', parseFormat(['table', 'json']), 'table')
    .option('-q, --quiet', 'only ids')
    .action(run(images));
};

async function images(cli: Cli, services: readonly string[], options: ImagesOptions): Promise<void> {
  const project = options.all ? undefined : await projectIfAny(cli);
  const client = await cli.connectIfAny();
  const rows = client === undefined ? [] : await imageRows(client, project, services);
  if (options.quiet) cli.print(imageIds(rows));
  else cli.print(options.format === 'json' ? imageJson(rows) : imageTable(rows, cli.host.now()));
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
  project: Project | undefined,
  services: readonly string[],
): Promise<readonly ImageRow[]> {
  if (project === undefined) return (await client.images()).flatMap(storeRows);
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

function storeRows(image: ImageInfo): readonly ImageRow[] {
  const references = image.references.length === 0 ? [''] : image.references;
  return references.map((reference) => ({ container: '', reference, image }));
}
