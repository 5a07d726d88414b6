import { lockPath, readLock } from '../../local/lock/honour-lock.js';
import { formatLock, type LockedImages, lockKey } from '../../local/lock/lock-file.js';
import { imagesOf, lockable } from '../../local/lock/pin-stack.js';
import { type Cli, requireServices } from '../cli.js';
import { examples } from '../help/examples.js';
import { Interrupts } from '../session/interrupts.js';
import { resolveImages } from '../session/resolve-images.js';
import type { AddVerb } from './verb.js';

interface LockOptions {
  readonly update?: true;
  readonly quiet?: true;
}

export const addLock: AddVerb = (program, run) => {
  program
    .command('lock')
    .description('Write stack.lock: the digest of every image, for every platform it is offered for')
    .addHelpText(
      'after',
      examples(
        ['', 'Pin images that are not pinned yet'],
        ['--update web', 'Pin what the tag of web means now'],
      ),
    )
    .argument('[service...]', 'with --update: only images of these')
    .option('--update', 'ask registries for images that are locked already, too')
    .option('-q, --quiet', 'print nothing')
    .action(run(lock));
};

async function lock(cli: Cli, services: readonly string[], options: LockOptions): Promise<void> {
  const loaded = await cli.loadStack();
  const known = lockable(loaded);
  requireServices(services, Object.keys(known));
  const before = (await readLock(cli.host, loaded)) ?? {};
  const all = imagesOf(known);
  const named = services.map((name) => known[name]?.image);
  const isWanted = (image: string) =>
    !Object.hasOwn(before, lockKey(image)) ||
    (options.update === true && (services.length === 0 || named.includes(image)));
  using interrupts = new Interrupts(cli.host);
  const resolved = await resolveImages(cli, all.filter(isWanted), interrupts.asked);
  const after: LockedImages = Object.fromEntries(
    all.map((image) => [lockKey(image), resolved.has(image) ? resolved.get(image) : before[lockKey(image)]]),
  ) as LockedImages;
  const text = formatLock(after);
  if (text !== formatLock(before) || Object.keys(after).length === 0) {
    await cli.host.writeFile(lockPath(loaded), text);
  }
  if (!options.quiet) cli.print(changes(before, after));
}

/** One line per image, in order of their names. */
function changes(before: LockedImages, after: LockedImages): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .map((name) => {
      const [old, now] = [before[name]?.digest, after[name]?.digest];
      if (!Object.hasOwn(after, name)) return `${name}  removed\n`;
      if (now === undefined) return `${name}  comes with tscompose\n`;
      if (old === undefined) return `${name}  locked at ${now}\n`;
      return old === now ? `${name}  unchanged\n` : `${name}  ${old} → ${now}\n`;
    })
    .join('');
}
