import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import { formatReference, isNameOnly, parseReference } from '../../base/image-reference.js';
import { findLogins } from '../../local/credentials/find-logins.js';
import type { PullRequest, PushRequest } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import type { ProgressSink } from '../progress/sink.js';
import { Interrupts } from './interrupts.js';
import { runOperation } from './run-operation.js';

/** Pulls images with the logins that they need, and shows how it goes on. */
export async function pullImages(
  cli: Cli,
  request: Omit<PullRequest, 'logins'>,
  progress: ProgressSink,
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const { client, logins } = await reach(
    cli,
    request.images.map(({ reference }) => reference),
    interrupts,
  );
  await runOperation(client.pull({ ...request, ...logins, ...cli.asked }, interrupts.asked), progress);
}

/** Pushes images with the logins that they need, and shows how it goes on. */
export async function pushImages(
  cli: Cli,
  request: Omit<PushRequest, 'logins'>,
  progress: ProgressSink,
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const { client, logins } = await reach(cli, request.references, interrupts);
  await runOperation(client.push({ ...request, ...logins, ...cli.asked }, interrupts.asked), progress);
}

/**
 * What `--all-tags` adds to a request for images by name.
 * @throws USAGE when one of the names says which tag it means; REFERENCE_INVALID
 */
export function tagsWanted(names: readonly string[], allTags: true | undefined): { readonly allTags?: true } {
  if (!allTags) return {};
  const tagged = names.find((name) => !isNameOnly(name));
  if (tagged === undefined) return { allTags };
  throw new TscomposeError('USAGE', "tag can't be used with --all-tags/-a", { subject: tagged });
}

/** The full names of images that came or went, one a line, as `docker pull` and `docker push -q` end. */
export function printReferences(cli: Cli, names: readonly string[], allTags?: true): void {
  const full = names.map((name) => {
    const { domain, path, ...version } = parseReference(name);
    return formatReference({ domain, path, ...(allTags ? {} : version) });
  });
  for (const name of new Set(full)) cli.print(`${name}\n`);
}

async function reach(
  cli: Cli,
  references: readonly string[],
  interrupts: Interrupts,
): Promise<{ readonly client: EngineClient; readonly logins: Awaited<ReturnType<typeof findLogins>> }> {
  const logins = await findLogins(await cli.host.logins(), references, interrupts.asked);
  return { client: await cli.connect(), logins };
}
