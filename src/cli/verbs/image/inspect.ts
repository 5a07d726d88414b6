import { TscomposeError } from '../../../base/errors.js';
import type { ImageDetails } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { parseFormat } from '../../flag-values.js';
import { inspectionJson } from '../../render/image/inspection.js';
import type { AddVerb } from '../verb.js';

export const addImageInspect: AddVerb = (image, run) => {
  image
    .command('inspect')
    .description('Show all that is known of images')
    .argument('<image...>')
    .option('-f, --format <format>', 'json', parseFormat(['json']), 'json')
    .action(run(inspect));
};

/** What is found is shown, whatever is missing. */
async function inspect(cli: Cli, images: readonly string[]): Promise<void> {
  const client = await cli.connect();
  const found: ImageDetails[] = [];
  for (const image of images) {
    try {
      found.push(await client.inspectImage(image));
    } catch (error) {
      if (!(error instanceof TscomposeError) || error.code !== 'IMAGE_NOT_FOUND') throw error;
      cli.host.stderr.write(`${error.message}\n`);
      cli.exitCode = 1;
    }
  }
  cli.print(inspectionJson(found));
}
