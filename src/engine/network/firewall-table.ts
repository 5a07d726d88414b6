import type { BoundPort } from '../../spec/container.js';
import { CHAINS, RULES, SETS } from './firewall-rules.js';
import { addressBytes, lastAddress, parseAddress, type Subnet } from './ipv4.js';
import { be16, u8 } from './netlink/attribute.js';
import type { NetlinkMessage } from './netlink/message.js';
import {
  addChain,
  addElements,
  addRule,
  addSet,
  addTable,
  concatenation,
  DATA_TYPE,
  deleteElements,
  deleteTable,
  type NftElement,
  type NftSet,
  type NftTable,
} from './netlink/nft-batch.js';
import { INTERFACE_NAME_BYTES, interfaceName } from './netlink/nft-expression.js';

/** The elements of the table's sets: which bridges there are, which subnets, which published ports. */

export interface FirewallNetwork {
  readonly bridge: string;
  readonly subnet: Subnet;
  readonly internal: boolean;
}

/** A published port with the container's address that it leads to. */
export interface FirewallPort extends BoundPort {
  readonly containerAddress: string;
}

const address = { id: DATA_TYPE.ipv4Address, bytes: 4 };
const port = { id: DATA_TYPE.port, bytes: 2 };
const protocol = { id: DATA_TYPE.protocol, bytes: 1 };
const name = { id: DATA_TYPE.interfaceName, bytes: INTERFACE_NAME_BYTES };

const DEFINITIONS: readonly NftSet[] = [
  { name: SETS.bridges, key: name, hostOrder: true },
  { name: SETS.sameBridge, key: concatenation(name, name) },
  { name: SETS.internalBridges, key: name, hostOrder: true },
  { name: SETS.outgoingSubnets, key: address, interval: true },
  {
    name: SETS.portsOfAddress,
    key: concatenation(protocol, address, port),
    data: concatenation(address, port),
  },
  { name: SETS.portsOfAny, key: concatenation(protocol, port), data: concatenation(address, port) },
];

const PROTOCOL_NUMBER = { tcp: 6, udp: 17 } as const;

export function tableOf(scope: string): NftTable {
  return { family: 'inet', name: scope === '' ? 'tscompose' : `tscompose-${scope}` };
}

/** Changes of one batch that replace whatever is there by exactly this. */
export function replaceTable(
  table: NftTable,
  networks: readonly FirewallNetwork[],
  ports: readonly FirewallPort[],
): readonly NetlinkMessage[] {
  return [
    ...removeTable(table),
    addTable(table),
    ...DEFINITIONS.map((set, index) => addSet(table, set, index + 1)),
    ...CHAINS.map((chain) => addChain(table, chain)),
    ...RULES.map((rule) => addRule(table, rule.chain, rule.expressions)),
    ...networks.flatMap((network) => addNetwork(table, network)),
    ...addPorts(table, ports),
  ];
}

/** Absent is success: it is made first when it isn't there. */
export function removeTable(table: NftTable): readonly NetlinkMessage[] {
  return [addTable(table), deleteTable(table)];
}

export function addNetwork(table: NftTable, network: FirewallNetwork): readonly NetlinkMessage[] {
  return networkElements(network).flatMap(([set, elements]) => addElements(table, set, elements));
}

export function removeNetwork(table: NftTable, network: FirewallNetwork): readonly NetlinkMessage[] {
  return networkElements(network).flatMap(([set, elements]) => deleteElements(table, set, elements));
}

export function addPorts(table: NftTable, ports: readonly FirewallPort[]): readonly NetlinkMessage[] {
  return portElements(ports).flatMap(([set, elements]) => addElements(table, set, elements));
}

export function removePorts(table: NftTable, ports: readonly FirewallPort[]): readonly NetlinkMessage[] {
  return portElements(ports).flatMap(([set, elements]) => deleteElements(table, set, elements));
}

type SetElements = readonly (readonly [string, readonly NftElement[]])[];

function networkElements(network: FirewallNetwork): SetElements {
  const bridge = interfaceName(network.bridge);
  const both: SetElements = [
    [SETS.bridges, [{ key: bridge }]],
    [SETS.sameBridge, [{ key: Buffer.concat([bridge, bridge]) }]],
  ];
  if (network.internal) return [...both, [SETS.internalBridges, [{ key: bridge }]]];
  const range: readonly NftElement[] = [
    { key: addressBytes(network.subnet.base) },
    { key: addressBytes(lastAddress(network.subnet) + 1), intervalEnd: true },
  ];
  return [...both, [SETS.outgoingSubnets, range]];
}

function portElements(ports: readonly FirewallPort[]): SetElements {
  const ofAny: NftElement[] = [];
  const ofAddress: NftElement[] = [];
  for (const published of ports) {
    const proto = padded(u8(PROTOCOL_NUMBER[published.protocol]));
    const hostPort = padded(be16(published.hostPort));
    const data = Buffer.concat([
      addressBytes(parseAddress(published.containerAddress)),
      padded(be16(published.containerPort)),
    ]);
    if (published.hostIp === '0.0.0.0') ofAny.push({ key: Buffer.concat([proto, hostPort]), data });
    else {
      const hostAddress = addressBytes(parseAddress(published.hostIp));
      ofAddress.push({ key: Buffer.concat([proto, hostAddress, hostPort]), data });
    }
  }
  return [
    [SETS.portsOfAny, ofAny],
    [SETS.portsOfAddress, ofAddress],
  ];
}

function padded(value: Uint8Array): Buffer {
  const out = Buffer.alloc(4);
  out.set(value);
  return out;
}
