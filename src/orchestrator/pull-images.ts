import { fitsPlatform, imagePlatform, parsePlatform } from '../base/platform.js';
import type { Engine } from '../spec/engine.js';
import type { ImageInfo } from '../spec/objects.js';
import type { PullRequest, WantedImage } from '../spec/operations.js';
import type { RegistryLogins } from '../spec/registry.js';
import { listedImages } from './every-tag.js';
import type { Reporter } from './reporter.js';
import { messageOf, settle } from './settle.js';
import { someAtATime } from './some-at-a-time.js';

/** A repository may have thousands. */
const TAGS_AT_A_TIME = 4;

/**
 * Pulls all at the same time, and each is tried, whatever becomes of the others; of the tags of repositories some at a time,
 * until one fails.
 * @returns whether anything is new
 * @throws the first failure, unless failures are to be ignored
 */
export async function pullImages(
  engine: Engine,
  request: PullRequest,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<boolean> {
  const { ignoreFailures, logins = {}, allTags } = request;
  const images = allTags ? await listedImages(engine, request, reporter, signal) : request.images;
  const most = allTags ? TAGS_AT_A_TIME : images.length;
  const goesOn = ignoreFailures || !allTags;
  const results = await someAtATime(images, { most, goesOn }, async (wanted) => {
    const present = await findWanted(engine, wanted);
    if (wanted.onlyMissing && present !== undefined) {
      reporter.step('Image', wanted.reference, 'done', 'Skipped', {
        details: 'Image is already present locally',
      });
      return false;
    }
    if (request.dryRun) return rehearsePull(engine, wanted, present, { logins, reporter }, signal);
    const pulled = await pullImage(engine, wanted, { logins, ignoreFailures }, reporter, signal);
    return pulled.id !== present?.id;
  });
  signal.throwIfAborted();
  return settle(results, ignoreFailures, reporter);
}

/** The image in the store, if it is one of the platform that is wanted. */
export async function findWanted(
  engine: Engine,
  { reference, platform }: WantedImage,
): Promise<ImageInfo | undefined> {
  const found = await engine.findImage(reference);
  if (found === undefined || platform === undefined) return found;
  return fitsPlatform(imagePlatform(found), parsePlatform(platform)) ? found : undefined;
}

/** Asks the registry what a pull would bring. @returns whether that is new */
async function rehearsePull(
  engine: Engine,
  { reference, platform }: WantedImage,
  present: ImageInfo | undefined,
  { logins, reporter }: { readonly logins: RegistryLogins; readonly reporter: Reporter },
  signal: AbortSignal,
): Promise<boolean> {
  const options = { logins, ...(platform === undefined ? {} : { platform }) };
  const id = await engine.latestImage(reference, signal, options);
  reporter.step('Image', reference, 'working', 'Pulling');
  reporter.step('Image', reference, 'done', 'Pulled');
  return id !== present?.id;
}

async function pullImage(
  engine: Engine,
  { reference, platform }: WantedImage,
  { logins, ignoreFailures }: { readonly logins: RegistryLogins; readonly ignoreFailures: boolean },
  reporter: Reporter,
  signal: AbortSignal,
): Promise<ImageInfo> {
  reporter.step('Image', reference, 'working', 'Pulling');
  try {
    const options = { logins, ...(platform === undefined ? {} : { platform }) };
    const onProgress = reporter.layers(reference);
    const image = await engine.pullImage(reference, onProgress, signal, options);
    reporter.step('Image', reference, 'done', 'Pulled');
    return image;
  } catch (error) {
    const state = ignoreFailures || signal.aborted ? 'warning' : 'error';
    const word = signal.aborted ? 'Interrupted' : 'Error';
    reporter.step('Image', reference, state, word, { details: messageOf(error) });
    throw error;
  }
}
