import { TscomposeError } from '../../base/errors.js';
import type { NetworkAttachment } from '../../spec/container.js';
import type { ObservedNetwork } from '../../spec/objects.js';
import type { AttachRequest } from '../../spec/parts.js';
import { chooseAddress, claimAddress } from './address-choice.js';
import { parseAddress, parseSubnet } from './ipv4.js';
import { vethName } from './kernel-names.js';
import type { EndpointRecord, LinkRecord } from './network-records.js';

/**
 * What a container's endpoint will be: interfaces in the order of network names, each with its address (the one it had
 * before, else the lowest free) and the name of its host end. Pure; ports come later.
 * @throws NETWORK for a network that doesn't exist; SUBNET_EXHAUSTED
 */
export function planEndpoint(
  request: AttachRequest,
  networks: ReadonlyMap<string, ObservedNetwork>,
  endpoints: ReadonlyMap<string, EndpointRecord>,
  scope: string,
): EndpointRecord {
  const previous = endpoints.get(request.containerId);
  const others = [...endpoints.values()].filter((other) => other.containerId !== request.containerId);
  const otherLinks = others.flatMap((other) => other.links);
  const taken = new Set(otherLinks.map((link) => link.hostInterface));
  const links: LinkRecord[] = [];
  const known = sorted(request.attachments).map((attachment) => ({
    attachment,
    network: existing(networks, attachment.network),
  }));
  for (const { attachment, network } of known) {
    const kept = previous?.links.find((link) => link.networkId === network.id);
    const hostInterface =
      kept?.hostInterface ?? vethName(scope, request.containerId, network.id, (name) => taken.has(name));
    taken.add(hostInterface);
    links.push({
      networkId: network.id,
      network: network.spec.name,
      aliases: attachment.aliases,
      address: addressFor({ attachment, network, kept, others }),
      ...(attachment.macAddress === undefined ? {} : { macAddress: attachment.macAddress }),
      hostInterface,
      interface: `eth${links.length}`,
    });
  }
  const outward = known.find(({ network }) => !network.spec.internal)?.network.spec.name;
  return {
    containerId: request.containerId,
    names: request.names,
    attached: true,
    links,
    ...(outward === undefined ? {} : { outwardNetwork: outward }),
    ports: [],
  };
}

function sorted(attachments: readonly NetworkAttachment[]): readonly NetworkAttachment[] {
  return [...attachments].sort((left, right) =>
    left.network < right.network ? -1 : left.network > right.network ? 1 : 0,
  );
}

function existing(networks: ReadonlyMap<string, ObservedNetwork>, name: string): ObservedNetwork {
  const network = networks.get(name);
  if (network !== undefined) return network;
  throw new TscomposeError('NETWORK', `network ${name} does not exist`, {
    action: 'attach container',
    subject: name,
  });
}

/** The one that was asked for, else the one it had, else any that is free. Whoever stands still has to make way for a wish. */
function addressFor({
  attachment,
  network,
  kept,
  others,
}: {
  readonly attachment: NetworkAttachment;
  readonly network: ObservedNetwork;
  readonly kept: LinkRecord | undefined;
  readonly others: readonly EndpointRecord[];
}): string {
  const holders = others.flatMap(({ names, containerId, attached, links }) =>
    links
      .filter((link) => link.networkId === network.id)
      .map(({ address }) => ({ address, attached, name: names[0] ?? containerId })),
  );
  const { ipv4Address } = attachment;
  if (ipv4Address !== undefined) return claimAddress(network, ipv4Address, holders);
  const taken = holders.map(({ address }) => address);
  if (kept !== undefined && !taken.includes(kept.address)) return kept.address;
  return chooseAddress(network.spec.name, parseSubnet(network.subnet), parseAddress(network.gateway), taken);
}
