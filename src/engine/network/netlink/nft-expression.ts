import { attribute, be32, nested, text, u8 } from './attribute.js';

/**
 * nftables expressions: a rule is a list of small programs that load registers, compare, look up, and act
 * (include/uapi/linux/netfilter/nf_tables.h). Registers are numbered from 8 in units of four bytes.
 */

export const REGISTER = { first: 8, second: 9, third: 10 } as const;

/** The register `bytes` behind the first one: where the next part of a concatenation goes. */
export function registerAfter(bytes: number): number {
  return REGISTER.first + Math.ceil(bytes / 4);
}

const VERDICT_REGISTER = 0;
const VERDICT = { drop: 0, accept: 1, jump: -3, return: -5 } as const;
const META = { inputName: 6, outputName: 7, family: 15, protocol: 16 } as const;
const CT = { state: 0, status: 2 } as const;
const COMPARE = { equal: 0, different: 1 } as const;
const NFPROTO_IPV4 = 2;
const NETWORK_HEADER = 1;
const TRANSPORT_HEADER = 2;
const LOOKUP_INVERTED = 1;
const FIB_RESULT_ADDRESS_TYPE = 3;
const FIB_FLAG_DESTINATION = 2;
const RTN_LOCAL = 2;
/** Bits of `ct state`: established and related. */
const CT_STATE_KNOWN = 0x2 | 0x4;
/** Bit of `ct status`: the destination was translated (IPS_DST_NAT). */
const CT_STATUS_DNAT = 0x20;

/** Interface names fill their register whole. */
export const INTERFACE_NAME_BYTES = 16;

export function interfaceName(name: string): Buffer {
  const out = Buffer.alloc(INTERFACE_NAME_BYTES);
  out.write(name);
  return out;
}

function expression(name: string, ...attributes: readonly Uint8Array[]): Buffer {
  return Buffer.concat([attribute(1, text(name)), nested(2, ...attributes)]);
}

export function loadMeta(key: keyof typeof META, register: number = REGISTER.first): Buffer {
  return expression('meta', attribute(1, be32(register)), attribute(2, be32(META[key])));
}

function loadPayload(base: number, offset: number, length: number, register: number): Buffer {
  return expression(
    'payload',
    attribute(1, be32(register)),
    attribute(2, be32(base)),
    attribute(3, be32(offset)),
    attribute(4, be32(length)),
  );
}

export function loadSource(register: number = REGISTER.first): Buffer {
  return loadPayload(NETWORK_HEADER, 12, 4, register);
}

export function loadDestination(register: number = REGISTER.first): Buffer {
  return loadPayload(NETWORK_HEADER, 16, 4, register);
}

/** Destination port of TCP, UDP and SCTP alike. */
export function loadDestinationPort(register: number = REGISTER.first): Buffer {
  return loadPayload(TRANSPORT_HEADER, 2, 2, register);
}

export function compare(
  how: keyof typeof COMPARE,
  value: Uint8Array,
  register: number = REGISTER.first,
): Buffer {
  return expression(
    'cmp',
    attribute(1, be32(register)),
    attribute(2, be32(COMPARE[how])),
    nested(3, attribute(1, value)),
  );
}

function mask(bits: Uint8Array, register: number = REGISTER.first): Buffer {
  return expression(
    'bitwise',
    attribute(1, be32(register)),
    attribute(2, be32(register)),
    attribute(3, be32(bits.length)),
    nested(4, attribute(1, bits)),
    nested(5, attribute(1, new Uint8Array(bits.length))),
  );
}

/** Matches when the first register's value is in the set (or isn't). */
export function lookup(set: string, how: 'in' | 'not-in' = 'in'): Buffer {
  const inverted = how === 'not-in' ? [attribute(5, be32(LOOKUP_INVERTED))] : [];
  return expression('lookup', attribute(1, text(set)), attribute(2, be32(REGISTER.first)), ...inverted);
}

/** Matches when the first register's value is a key of the map, whose value then is in the first register. */
export function lookupMap(map: string): Buffer {
  return expression(
    'lookup',
    attribute(1, text(map)),
    attribute(2, be32(REGISTER.first)),
    attribute(3, be32(REGISTER.first)),
  );
}

export function load(value: Uint8Array, register: number): Buffer {
  return expression('immediate', attribute(1, be32(register)), nested(2, attribute(1, value)));
}

/** Translates the destination to the address in the first register and the port in the second. */
export function translateDestination(): Buffer {
  return expression(
    'nat',
    attribute(1, be32(1)),
    attribute(2, be32(NFPROTO_IPV4)),
    attribute(3, be32(REGISTER.first)),
    attribute(4, be32(REGISTER.first)),
    attribute(5, be32(REGISTER.second)),
    attribute(6, be32(REGISTER.second)),
  );
}

export function masquerade(): Buffer {
  return expression('masq');
}

export function verdict(what: keyof typeof VERDICT, chain?: string): Buffer {
  const target = chain === undefined ? [] : [attribute(2, text(chain))];
  return expression(
    'immediate',
    attribute(1, be32(VERDICT_REGISTER)),
    nested(2, nested(2, attribute(1, be32(VERDICT[what])), ...target)),
  );
}

export function isIpv4(): readonly Buffer[] {
  return [loadMeta('family'), compare('equal', u8(NFPROTO_IPV4))];
}

/** The destination is one of this machine's own addresses. */
export function isForThisMachine(): readonly Buffer[] {
  return [
    expression(
      'fib',
      attribute(1, be32(REGISTER.first)),
      attribute(2, be32(FIB_RESULT_ADDRESS_TYPE)),
      attribute(3, be32(FIB_FLAG_DESTINATION)),
    ),
    compare('equal', hostOrder(RTN_LOCAL)),
  ];
}

/** Source or destination is in 127.0.0.0/8. */
export function isLoopback(which: 'source' | 'destination'): readonly Buffer[] {
  return [
    which === 'source' ? loadSource() : loadDestination(),
    mask(Buffer.from([0xff, 0, 0, 0])),
    compare('equal', Buffer.from([127, 0, 0, 0])),
  ];
}

export function isOfKnownConnection(): readonly Buffer[] {
  return hasConnectionBits('state', CT_STATE_KNOWN);
}

export function wasDestinationTranslated(): readonly Buffer[] {
  return hasConnectionBits('status', CT_STATUS_DNAT);
}

function hasConnectionBits(key: keyof typeof CT, bits: number): readonly Buffer[] {
  return [
    expression('ct', attribute(1, be32(REGISTER.first)), attribute(2, be32(CT[key]))),
    mask(hostOrder(bits)),
    compare('different', hostOrder(0)),
  ];
}

function hostOrder(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}
