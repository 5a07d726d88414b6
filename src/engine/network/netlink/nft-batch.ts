import { attribute, be16, be32, nested, text, u8 } from './attribute.js';
import { FLAG, type NetlinkMessage } from './message.js';

/** nftables objects by nfnetlink: include/uapi/linux/netfilter/{nfnetlink,nf_tables}.h. */

export type NftFamily = 'ip' | 'inet';

const FAMILY: Readonly<Record<NftFamily, number>> = { inet: 1, ip: 2 };
const SUBSYSTEM = 10;
const BATCH_BEGIN = 0x10;
const BATCH_END = 0x11;
const MSG = {
  NEWTABLE: 0,
  GETTABLE: 1,
  DELTABLE: 2,
  NEWCHAIN: 3,
  NEWRULE: 6,
  NEWSET: 9,
  NEWSETELEM: 12,
  DELSETELEM: 14,
} as const;
const SET_INTERVAL = 0x4;
const SET_MAP = 0x8;
const ELEMENT_INTERVAL_END = 1;
/** User data that nft(8) leaves for itself: type 0 (byte order of keys), length 4, host order. */
const KEY_IN_HOST_ORDER = Buffer.from([0, 4, 1, 0, 0, 0]);

/** Hooks by number (include/uapi/linux/netfilter.h). */
export const HOOK = { prerouting: 0, input: 1, forward: 2, output: 3, postrouting: 4 } as const;

export interface NftTable {
  readonly family: NftFamily;
  readonly name: string;
}

export interface NftChain {
  readonly name: string;
  /** Absent: a chain that is only jumped to. */
  readonly base?: {
    readonly type: 'filter' | 'nat';
    readonly hook: keyof typeof HOOK;
    readonly priority: number;
  };
}

/** Data types as nft(8) numbers them; the kernel only keeps the number, for whoever lists the set. */
export const DATA_TYPE = { ipv4Address: 7, protocol: 12, port: 13, interfaceName: 41 } as const;

/** Type and bytes of a key or value; each part of a concatenation is padded to four bytes. */
export interface NftType {
  readonly id: number;
  readonly bytes: number;
}

export function concatenation(...parts: readonly NftType[]): NftType {
  return {
    id: parts.reduce((id, part) => (id << 6) | part.id, 0),
    bytes: parts.reduce((sum, part) => sum + Math.ceil(part.bytes / 4) * 4, 0),
  };
}

export interface NftSet {
  readonly name: string;
  readonly key: NftType;
  /** Present: a map. */
  readonly data?: NftType;
  /** Elements come in pairs of first and past-the-end. */
  readonly interval?: boolean;
  /** Keys are in the machine's byte order, as nft(8) has names; it reads them wrongly when it isn't told. */
  readonly hostOrder?: boolean;
}

export interface NftElement {
  readonly key: Uint8Array;
  readonly data?: Uint8Array;
  readonly intervalEnd?: boolean;
}

function header(family: number, resource = 0): Buffer {
  return Buffer.concat([u8(family), u8(0), be16(resource)]);
}

function message(
  type: number,
  flags: number,
  family: number,
  what: string,
  ...attributes: readonly Uint8Array[]
): NetlinkMessage {
  return {
    type: (SUBSYSTEM << 8) | type,
    flags,
    what,
    body: Buffer.concat([header(family), ...attributes]),
  };
}

/** One transaction: all of it or nothing. Only the last change is acknowledged; refusals come for each. */
export function batch(changes: readonly NetlinkMessage[]): readonly NetlinkMessage[] {
  const frame = (type: number): NetlinkMessage => ({
    type,
    flags: 0,
    what: 'change the firewall',
    body: header(0, SUBSYSTEM),
  });
  const last = changes.at(-1);
  if (last === undefined) return [];
  return [
    frame(BATCH_BEGIN),
    ...changes.slice(0, -1),
    { ...last, flags: last.flags | FLAG.ACK },
    frame(BATCH_END),
  ];
}

export function addTable(table: NftTable): NetlinkMessage {
  return message(
    MSG.NEWTABLE,
    FLAG.CREATE,
    FAMILY[table.family],
    `create nftables table ${table.name}`,
    attribute(1, text(table.name)),
    attribute(2, be32(0)),
  );
}

/** Fails with ENOENT, and so undoes its batch, when the table is missing; put {@link addTable} before it to be sure. */
export function deleteTable(table: NftTable): NetlinkMessage {
  return message(
    MSG.DELTABLE,
    0,
    FAMILY[table.family],
    `remove nftables table ${table.name}`,
    attribute(1, text(table.name)),
  );
}

/** Not for a batch. An answer says that the table is there. */
export function getTable(table: NftTable): NetlinkMessage {
  return {
    ...message(
      MSG.GETTABLE,
      FLAG.ACK,
      FAMILY[table.family],
      `look up nftables table ${table.name}`,
      attribute(1, text(table.name)),
    ),
    tolerate: ['ENOENT'],
  };
}

export function addChain(table: NftTable, chain: NftChain): NetlinkMessage {
  const base =
    chain.base === undefined
      ? []
      : [
          nested(4, attribute(1, be32(HOOK[chain.base.hook])), attribute(2, be32(chain.base.priority))),
          attribute(7, text(chain.base.type)),
        ];
  return message(
    MSG.NEWCHAIN,
    FLAG.CREATE,
    FAMILY[table.family],
    `create nftables chain ${chain.name}`,
    attribute(1, text(table.name)),
    attribute(3, text(chain.name)),
    ...base,
  );
}

/** @param expressions encoded by nft-expression.ts, in order */
export function addRule(table: NftTable, chain: string, expressions: readonly Uint8Array[]): NetlinkMessage {
  return message(
    MSG.NEWRULE,
    FLAG.CREATE | FLAG.APPEND,
    FAMILY[table.family],
    `add a rule to nftables chain ${chain}`,
    attribute(1, text(table.name)),
    attribute(2, text(chain)),
    nested(4, ...expressions.map((expression) => attribute(0x8001, expression))),
  );
}

/** @param id number of the set within its batch, which rules of the same batch refer to */
export function addSet(table: NftTable, set: NftSet, id: number): NetlinkMessage {
  const flags = (set.interval === true ? SET_INTERVAL : 0) | (set.data === undefined ? 0 : SET_MAP);
  const data =
    set.data === undefined ? [] : [attribute(6, be32(set.data.id)), attribute(7, be32(set.data.bytes))];
  return message(
    MSG.NEWSET,
    FLAG.CREATE,
    FAMILY[table.family],
    `create nftables set ${set.name}`,
    attribute(1, text(table.name)),
    attribute(2, text(set.name)),
    attribute(3, be32(flags)),
    attribute(4, be32(set.key.id)),
    attribute(5, be32(set.key.bytes)),
    ...data,
    attribute(10, be32(id)),
    ...(set.hostOrder === true ? [attribute(13, KEY_IN_HOST_ORDER)] : []),
  );
}

export function addElements(
  table: NftTable,
  set: string,
  elements: readonly NftElement[],
): readonly NetlinkMessage[] {
  return elementMessages(MSG.NEWSETELEM, FLAG.CREATE, `add to nftables set ${set}`, table, set, elements);
}

/** Fails with ENOENT when one is missing. */
export function deleteElements(
  table: NftTable,
  set: string,
  elements: readonly NftElement[],
): readonly NetlinkMessage[] {
  return elementMessages(MSG.DELSETELEM, 0, `remove from nftables set ${set}`, table, set, elements);
}

/** A nested list must stay under 64 KiB, which some 500 elements of ours do. */
const ELEMENTS_PER_MESSAGE = 500;

function elementMessages(
  type: number,
  flags: number,
  what: string,
  table: NftTable,
  set: string,
  elements: readonly NftElement[],
): readonly NetlinkMessage[] {
  const out: NetlinkMessage[] = [];
  for (let at = 0; at < elements.length; at += ELEMENTS_PER_MESSAGE) {
    out.push(
      message(
        type,
        flags,
        FAMILY[table.family],
        what,
        attribute(1, text(table.name)),
        attribute(2, text(set)),
        nested(3, ...elements.slice(at, at + ELEMENTS_PER_MESSAGE).map(encodeElement)),
      ),
    );
  }
  return out;
}

function encodeElement(element: NftElement): Buffer {
  const data = element.data === undefined ? [] : [nested(2, attribute(1, element.data))];
  const end = element.intervalEnd === true ? [attribute(3, be32(ELEMENT_INTERVAL_END))] : [];
  return nested(1, nested(1, attribute(1, element.key)), ...data, ...end);
}
