import { addressBytes, parseAddress } from './ipv4.js';
import { be16, u8 } from './netlink/attribute.js';
import type { NetlinkMessage } from './netlink/message.js';
import { addChain, addRule, addTable, type NftTable } from './netlink/nft-batch.js';
import {
  compare,
  load,
  loadDestination,
  loadDestinationPort,
  loadMeta,
  REGISTER,
  translateDestination,
} from './netlink/nft-expression.js';

/** The address of the resolver inside every container. */
export const RESOLVER_ADDRESS = '127.0.0.11';

/**
 * Where it really listens, inside the container's namespace: above the ports that kernels hand out (32768–60999), so that no
 * outgoing connection of the container takes it; 53 itself stays free for a service that binds it.
 */
export const RESOLVER_PORT = 61053;

const PROTOCOLS = [6, 17];

/** Changes of one batch inside a fresh namespace: 127.0.0.11:53 leads to {@link RESOLVER_PORT}, UDP and TCP. */
export function redirectResolver(): readonly NetlinkMessage[] {
  const table: NftTable = { family: 'ip', name: 'tscompose' };
  const resolver = addressBytes(parseAddress(RESOLVER_ADDRESS));
  return [
    addTable(table),
    addChain(table, { name: 'output', base: { type: 'nat', hook: 'output', priority: -100 } }),
    ...PROTOCOLS.map((protocol) =>
      addRule(table, 'output', [
        loadDestination(),
        compare('equal', resolver),
        loadMeta('protocol'),
        compare('equal', u8(protocol)),
        loadDestinationPort(),
        compare('equal', be16(53)),
        load(resolver, REGISTER.first),
        load(be16(RESOLVER_PORT), REGISTER.second),
        translateDestination(),
      ]),
    ),
  ];
}
