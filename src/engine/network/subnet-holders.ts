import type { ObservedNetwork } from '../../spec/objects.js';
import { parseSubnet } from './ipv4.js';
import { decodeLinks, listLinks } from './netlink/link.js';
import type { NetlinkSocket } from './netlink/netlink-socket.js';
import { decodeAddresses, decodeRoutes, listAddresses, listRoutes } from './netlink/route.js';
import type { SubnetHolder } from './subnet-choice.js';

/** Who uses which addresses at the moment: recorded networks, this machine's interfaces, its routes. */
export function findSubnetHolders(
  socket: NetlinkSocket,
  networks: Iterable<ObservedNetwork>,
): readonly SubnetHolder[] {
  const recorded = [...networks];
  const ownBridges = new Set(recorded.map((network) => network.bridge));
  const links = new Map(
    decodeLinks(socket.request([listLinks()])).map((link) => [link.index, link.name] as const),
  );
  const addresses = decodeAddresses(socket.request([listAddresses()])).map((entry) => ({
    subnet: entry.subnet,
    name: links.get(entry.linkIndex) ?? `number ${entry.linkIndex}`,
  }));
  return [
    ...recorded.map((network) => ({
      subnet: parseSubnet(network.subnet),
      holder: `network ${network.spec.name}`,
      exclusive: true,
    })),
    ...addresses
      .filter(({ name }) => !ownBridges.has(name))
      .map(({ subnet, name }) => ({ subnet, holder: `interface ${name}`, exclusive: true })),
    ...decodeRoutes(socket.request([listRoutes()])).map((subnet) => ({
      subnet,
      holder: 'a route of this machine',
      exclusive: false,
    })),
  ];
}
