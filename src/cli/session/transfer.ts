import type { EngineClient } from '../../api/messages.js';
import { formatReference, parseReference } from '../../base/image-reference.js';
import type { WantedImage } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { findLogins } from '../credentials/find-logins.js';
import type { ProgressSink } from '../progress/sink.js';
import { Interrupts } from './interrupts.js';
import { runOperation } from './run-operation.js';

/** Pulls images with the logins that they need, and shows how it goes on. */
export async function pullImages(
  cli: Cli,
  images: readonly WantedImage[],
  ignoreFailures: boolean,
  progress: ProgressSink,
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const { client, logins } = await reach(
    cli,
    images.map(({ reference }) => reference),
  );
  await runOperation(
    client.pull({ images, ignoreFailures, ...logins, ...cli.asked }, interrupts.asked),
    progress,
  );
}

/** Pushes images with the logins that they need, and shows how it goes on. */
export async function pushImages(
  cli: Cli,
  references: readonly string[],
  ignoreFailures: boolean,
  progress: ProgressSink,
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const { client, logins } = await reach(cli, references);
  await runOperation(
    client.push({ references, ignoreFailures, ...logins, ...cli.asked }, interrupts.asked),
    progress,
  );
}

/** The full names of images that came or went, one a line, as `docker pull` and `docker push -q` end. */
export function printReferences(cli: Cli, references: readonly string[]): void {
  for (const reference of new Set(references.map((text) => formatReference(parseReference(text))))) {
    cli.print(`${reference}\n`);
  }
}

async function reach(
  cli: Cli,
  references: readonly string[],
): Promise<{ readonly client: EngineClient; readonly logins: Awaited<ReturnType<typeof findLogins>> }> {
  const logins = await findLogins(await cli.host.logins(), references);
  return { client: await cli.connect(), logins };
}
