import { honourLock, type LockOptions } from '../../local/lock/honour-lock.js';
import type { WantedImage } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { parseOneOf } from '../flag-values.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { allTagsOf, type ChosenImage, chooseImages } from '../session/image-choice.js';
import { pullImages } from '../session/transfer.js';
import type { AddVerb } from './verb.js';

interface PullOptions extends LockOptions {
  readonly quiet?: true;
  readonly policy?: 'always' | 'missing';
  readonly ignorePullFailures?: true;
  readonly includeDeps?: true;
  readonly platform?: string;
  readonly allTags?: true;
}

export const addPull: AddVerb = (program, run) => {
  const command = program
    .command('pull')
    .description('Pull images of services, or images by name where no stack file is')
    .addHelpText(
      'after',
      examples(
        ['', 'Images of all services'],
        ['--policy missing --include-deps web', 'Those that web needs and are not here'],
        ['nginx:1.27', 'By name, where no stack file is'],
      ),
    )
    .argument('[service...]', 'only these')
    .option('-q, --quiet', 'no progress')
    .option(
      '--policy <policy>',
      'always, or missing ones only',
      parseOneOf('--policy', ['always', 'missing']),
    )
    .option('--ignore-pull-failures', 'pull what can be pulled')
    .option('--include-deps', 'what the services depend on, too')
    .option('-a, --all-tags', 'of images by name: every tag of the repositories')
    .option('--platform <platform>', 'e.g. linux/arm64, instead of what the services say')
    .option('--locked', 'fail unless stack.lock is there and fits the stack file')
    .option('--no-lock', 'leave stack.lock aside')
    .action(run(pull));
  addDryRun(command);
};

async function pull(cli: Cli, words: readonly string[], options: PullOptions): Promise<void> {
  const choice = await chooseImages(cli, words, options.includeDeps === true, (loaded) =>
    honourLock(cli, loaded, options),
  );
  const tags = allTagsOf(choice, words, options.allTags);
  const progress = await cli.openProgress(options.quiet ? 'quiet' : undefined);
  try {
    const images: WantedImage[] = [];
    for (const chosen of choice.images) {
      const wanted = wantedImage(chosen, options);
      if ('skipped' in wanted) {
        progress.step({
          type: 'step',
          id: `Service ${chosen.name}`,
          state: 'done',
          text: 'Skipped',
          details: wanted.skipped,
        });
      } else if (!images.some((other) => same(other, wanted))) images.push(wanted);
    }
    if (images.length === 0) return;
    await pullImages(cli, { images, ignoreFailures: options.ignorePullFailures === true, ...tags }, progress);
  } finally {
    await progress.close();
  }
}

/** As Docker Compose decides: what a service never pulls is skipped, what it pulls when missing only if it is. */
function wantedImage(
  { image, service }: ChosenImage,
  { policy, platform }: PullOptions,
): WantedImage | { readonly skipped: string } {
  if (image === undefined) return { skipped: 'No image to be pulled' };
  const own = policy ?? service?.pull_policy;
  if (own === 'never' || own === 'build') return { skipped: `Its pull policy is ${own}` };
  const chosen = platform ?? service?.platform;
  return {
    reference: image,
    ...(own === 'missing' || own === 'if_not_present' ? { onlyMissing: true } : {}),
    ...(chosen === undefined ? {} : { platform: chosen }),
  };
}

function same(left: WantedImage, right: WantedImage): boolean {
  return left.reference === right.reference && left.platform === right.platform;
}
