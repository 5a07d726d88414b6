import { sharedContainer } from '../../spec/options/sharing.js';
import type { ContainerParts } from './container-parts.js';
import type { ContainerRecord, ProcessSettings } from './container-record.js';

/**
 * What a container runs, by the name that it has now: whoever is on another's network goes by the other's host name, and which
 * one that is may have been unknown, or another one, when the container was made.
 */
export function processNow(
  { peerOf }: Pick<ContainerParts, 'peerOf'>,
  { id, spec, process }: ContainerRecord,
): ProcessSettings {
  const seen = new Set([id]);
  let other = sharedContainer(spec.networkMode);
  let { hostname } = process;
  if (spec.uts === 'host') return process;
  while (other !== undefined) {
    const peer = peerOf(other)?.record;
    if (peer === undefined || seen.has(peer.id)) break;
    seen.add(peer.id);
    hostname = peer.process.hostname;
    other = sharedContainer(peer.spec.networkMode);
  }
  const env = process.env.map((entry) =>
    entry === `HOSTNAME=${process.hostname}` ? `HOSTNAME=${hostname}` : entry,
  );
  return { ...process, hostname, env };
}
