import type { NftChain } from './netlink/nft-batch.js';
import {
  compare,
  INTERFACE_NAME_BYTES,
  interfaceName,
  isForThisMachine,
  isIpv4,
  isLoopback,
  isOfKnownConnection,
  loadDestination,
  loadDestinationPort,
  loadMeta,
  loadSource,
  lookup,
  lookupMap,
  masquerade,
  REGISTER,
  registerAfter,
  translateDestination,
  verdict,
  wasDestinationTranslated,
} from './netlink/nft-expression.js';

/** The fixed part of our table: chains and rules that only refer to sets, so that they never change while it lives. */

export const SETS = {
  bridges: 'bridges',
  sameBridge: 'same_bridge',
  internalBridges: 'internal_bridges',
  outgoingSubnets: 'outgoing_subnets',
  portsOfAddress: 'ports_of_address',
  portsOfAny: 'ports_of_any',
} as const;

export const CHAINS: readonly NftChain[] = [
  { name: 'publish' },
  { name: 'guard', base: { type: 'filter', hook: 'prerouting', priority: -300 } },
  { name: 'prerouting', base: { type: 'nat', hook: 'prerouting', priority: -100 } },
  { name: 'output', base: { type: 'nat', hook: 'output', priority: -100 } },
  { name: 'forward', base: { type: 'filter', hook: 'forward', priority: 0 } },
  { name: 'postrouting', base: { type: 'nat', hook: 'postrouting', priority: 100 } },
];

export interface FirewallRule {
  readonly chain: string;
  readonly expressions: readonly Uint8Array[];
}

const fromBridge = [loadMeta('inputName'), lookup(SETS.bridges)];
const toBridge = [loadMeta('outputName'), lookup(SETS.bridges)];
const withinOneBridge = [
  loadMeta('inputName'),
  loadMeta('outputName', registerAfter(INTERFACE_NAME_BYTES)),
  lookup(SETS.sameBridge),
];
const fromElsewhere = [loadMeta('inputName'), compare('different', interfaceName('lo'))];
const fromOurs = [loadSource(), lookup(SETS.outgoingSubnets)];

function rule(chain: string, ...expressions: readonly (Uint8Array | readonly Uint8Array[])[]): FirewallRule {
  return { chain, expressions: expressions.flat() };
}

export const RULES: readonly FirewallRule[] = [
  // route_localnet, without which 127.0.0.1 could not be published, would open the machine's loopback to containers.
  rule('guard', fromBridge, isIpv4(), isLoopback('destination'), verdict('drop')),
  rule('guard', fromBridge, isIpv4(), isLoopback('source'), verdict('drop')),

  // A neighbour on the wire must not reach what is published on 127.0.0.1 only.
  rule('prerouting', isIpv4(), fromElsewhere, isLoopback('destination'), verdict('return')),
  rule('prerouting', isIpv4(), isForThisMachine(), verdict('jump', 'publish')),
  rule('output', isIpv4(), isForThisMachine(), verdict('jump', 'publish')),

  rule(
    'publish',
    loadMeta('protocol'),
    loadDestination(REGISTER.second),
    loadDestinationPort(REGISTER.third),
    lookupMap(SETS.portsOfAddress),
    translateDestination(),
  ),
  rule(
    'publish',
    loadMeta('protocol'),
    loadDestinationPort(REGISTER.second),
    lookupMap(SETS.portsOfAny),
    translateDestination(),
  ),

  rule('forward', withinOneBridge, verdict('accept')),
  rule('forward', loadMeta('inputName'), lookup(SETS.internalBridges), verdict('drop')),
  rule('forward', loadMeta('outputName'), lookup(SETS.internalBridges), verdict('drop')),
  rule('forward', toBridge, isOfKnownConnection(), verdict('accept')),
  rule('forward', toBridge, wasDestinationTranslated(), verdict('accept')),
  // What is left would enter a network from outside or from another of ours without being published.
  rule('forward', toBridge, verdict('drop')),

  // From the machine's own 127.0.0.1 to a published port.
  rule('postrouting', toBridge, isIpv4(), isLoopback('source'), masquerade()),
  // From a container to a published port: the answer must come back through here, not over the bridge.
  rule('postrouting', isIpv4(), toBridge, fromOurs, wasDestinationTranslated(), masquerade()),
  rule(
    'postrouting',
    isIpv4(),
    fromOurs,
    loadMeta('outputName'),
    lookup(SETS.bridges, 'not-in'),
    masquerade(),
  ),
];
