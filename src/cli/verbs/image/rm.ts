import { TscomposeError } from '../../../base/errors.js';
import type { ImageRemoval } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import type { AddVerb } from '../verb.js';

interface RemoveOptions {
  readonly force?: true;
  readonly prune: boolean;
}

export const addImageRemove: AddVerb = (image, run) => {
  image
    .command('rm')
    .alias('remove')
    .description('Remove images, by name or id')
    .addHelpText(
      'after',
      examples(['app:v1 redis:7', 'By name'], ['-f 3f57d9401f8d', 'By id, with all of its names']),
    )
    .argument('<image...>')
    .option('-f, --force', 'also when it has several names or a stopped container was made of it')
    .option('--no-prune', 'accepted as Docker does; there are no parents to keep')
    .action(run(remove));
};

export const addRmi: AddVerb = (program, run) => {
  program
    .command('rmi')
    .description('Remove images (the same as "image rm")')
    .addHelpText(
      'after',
      examples(['app:v1 redis:7', 'By name'], ['-f 3f57d9401f8d', 'By id, with all of its names']),
    )
    .argument('<image...>')
    .option('-f, --force', 'also when it has several names or a stopped container was made of it')
    .option('--no-prune', 'accepted as Docker does; there are no parents to keep')
    .action(run(remove));
};

/** Goes on after a failure, and says all of them at the end. With -f what isn't there is no failure. */
async function remove(cli: Cli, images: readonly string[], options: RemoveOptions): Promise<void> {
  const client = await cli.connect();
  const force = options.force === true;
  const failures: TscomposeError[] = [];
  for (const image of images) {
    try {
      cli.print(removalText(await client.removeImage({ image, force })));
    } catch (error) {
      if (!(error instanceof TscomposeError) || !GOES_ON.includes(error.code)) throw error;
      failures.push(error);
    }
  }
  const fatal = failures.some(({ code }) => !force || code !== 'IMAGE_NOT_FOUND');
  const [only, ...others] = failures;
  if (only === undefined) return;
  if (fatal && others.length === 0) throw only;
  for (const { message } of failures) cli.host.stderr.write(`${message}\n`);
  if (fatal) cli.exitCode = 1;
}

const GOES_ON: readonly string[] = ['IMAGE_NOT_FOUND', 'IMAGE_IN_USE', 'REFERENCE_INVALID'];

function removalText(removed: readonly ImageRemoval[]): string {
  return removed
    .map(({ type, name }) => `${type === 'untagged' ? 'Untagged' : 'Deleted'}: ${name}\n`)
    .join('');
}
