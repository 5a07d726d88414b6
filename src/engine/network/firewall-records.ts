import type { ObservedNetwork } from '../../spec/objects.js';
import type { FirewallNetwork, FirewallPort } from './firewall-table.js';
import { parseSubnet } from './ipv4.js';
import type { EndpointRecord } from './network-records.js';

/** What the firewall has to know of a network. */
export function firewallNetwork(network: ObservedNetwork): FirewallNetwork {
  return {
    bridge: network.bridge,
    subnet: parseSubnet(network.subnet),
    internal: network.spec.internal,
  };
}

/** What the firewall has to know of a container's published ports. */
export function firewallPorts(endpoint: EndpointRecord): readonly FirewallPort[] {
  const outward = endpoint.links.find((link) => link.network === endpoint.outwardNetwork);
  if (outward === undefined) return [];
  return endpoint.ports.map((port) => ({ ...port, containerAddress: outward.address }));
}
