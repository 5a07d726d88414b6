import { TscomposeError } from '../../../base/errors.js';
import type { ImageDetails } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { inspectRenderer, isTemplate } from '../../format/inspect-format.js';
import { examples } from '../../help/examples.js';
import { inspection } from '../../render/image/inspection.js';
import type { AddVerb } from '../verb.js';

export const addImageInspect: AddVerb = (image, run) => {
  image
    .command('inspect')
    .description('Show all that is known of images')
    .addHelpText(
      'after',
      examples(
        ['nginx:1.27', 'All that is known'],
        [`-f '{{join .Config.Cmd " "}}' nginx:1.27`, 'One thing of it'],
      ),
    )
    .argument('<image...>')
    .option('-f, --format <format>', 'json (on one line), or a template')
    .action(run(inspect));
};

/** What is found is shown, whatever is missing. */
async function inspect(
  cli: Cli,
  images: readonly string[],
  { format }: { readonly format?: string },
): Promise<void> {
  const render = await inspectRenderer(format);
  const forTemplate = isTemplate(format);
  const client = await cli.connect();
  const found: ImageDetails[] = [];
  const missing: TscomposeError[] = [];
  for (const image of images) {
    try {
      found.push(await client.inspectImage(image));
    } catch (error) {
      if (!(error instanceof TscomposeError) || error.code !== 'IMAGE_NOT_FOUND') throw error;
      missing.push(error);
    }
  }
  cli.print(render(found.map((image) => inspection(image, { forTemplate }))));
  for (const { message } of missing) cli.host.stderr.write(`${message}\n`);
  if (missing.length > 0) cli.exitCode = 1;
}
