import type { ObservedNetwork } from '../../spec/objects.js';
import type { LabelsOf } from '../../spec/parts.js';
import { formatAddress, formatSubnet } from './ipv4.js';
import { bridgeName } from './kernel-names.js';
import { decodeLinks, getLink } from './netlink/link.js';
import type { NetlinkSocket } from './netlink/netlink-socket.js';
import { decodeAddresses, listAddresses } from './netlink/route.js';
import type { EndpointRecord } from './network-records.js';

/**
 * A network whose record is lost, as its bridge and the containers on it tell; undefined when they don't. That it leads outside has to
 * be told by one of them: a network that was internal must not become open.
 * @param id 64 hex digits
 */
export function rebuildNetwork(
  socket: NetlinkSocket,
  scope: string,
  id: string,
  endpoints: Iterable<EndpointRecord>,
  labelsOf: LabelsOf,
): ObservedNetwork | undefined {
  const on = [...endpoints].filter(({ links }) => links.some(({ networkId }) => networkId === id));
  const name = on[0]?.links.find(({ networkId }) => networkId === id)?.network;
  const bridge = bridgeName(scope, id);
  const index = decodeLinks(socket.request([getLink(bridge)]))[0]?.index;
  const held = decodeAddresses(socket.request([listAddresses()])).find(
    ({ linkIndex }) => linkIndex === index,
  );
  if (name === undefined || index === undefined || held === undefined) return undefined;
  const internal = !on.some(({ outwardNetwork }) => outwardNetwork === name);
  return {
    id,
    spec: { name, labels: labelsOf(name), internal },
    subnet: formatSubnet(held.subnet),
    gateway: formatAddress(held.address),
    bridge,
    createdAt: new Date().toISOString(),
  };
}
