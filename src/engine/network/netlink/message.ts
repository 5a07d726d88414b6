import { alignTo4, decodeAttributes, decodeText } from './attribute.js';

/** Flags of a request (include/uapi/linux/netlink.h). */
export const FLAG = {
  REQUEST: 0x1,
  ACK: 0x4,
  DUMP: 0x300,
  REPLACE: 0x100,
  EXCL: 0x200,
  CREATE: 0x400,
  APPEND: 0x800,
} as const;

const HEADER_BYTES = 16;
const TYPE_ERROR = 2;
const TYPE_DONE = 3;
const FLAG_DUMP_INTERRUPTED = 0x10;
const ERROR_ATTRIBUTE_MESSAGE = 1;
const FLAG_ACK_TLVS = 0x200;

/** One request, before it has a sequence number. */
export interface NetlinkMessage {
  readonly type: number;
  /** Besides REQUEST, which every request has. */
  readonly flags: number;
  readonly body: Uint8Array;
  /** What it does, in words for an error: `create bridge tsc-1a2b3c4`. */
  readonly what: string;
  /** errno names that count as success, for repeatable requests: `ENODEV` of a deletion. */
  readonly tolerate?: readonly string[];
}

/** One answer. `error` is an acknowledgement when `errno` is 0. */
export type NetlinkReply =
  | { readonly kind: 'data'; readonly sequence: number; readonly type: number; readonly payload: Buffer }
  | { readonly kind: 'error'; readonly sequence: number; readonly errno: number; readonly text: string }
  | { readonly kind: 'interrupted'; readonly sequence: number };

/** Joins messages to one buffer; they get consecutive sequence numbers from `firstSequence`. */
export function encodeMessages(messages: readonly NetlinkMessage[], firstSequence: number): Buffer {
  const total = messages.reduce((sum, message) => sum + alignTo4(HEADER_BYTES + message.body.length), 0);
  const out = Buffer.alloc(total);
  let offset = 0;
  for (const [index, message] of messages.entries()) {
    const length = HEADER_BYTES + message.body.length;
    out.writeUInt32LE(length, offset);
    out.writeUInt16LE(message.type, offset + 4);
    out.writeUInt16LE(message.flags | FLAG.REQUEST, offset + 6);
    out.writeUInt32LE((firstSequence + index) >>> 0, offset + 8);
    out.set(message.body, offset + HEADER_BYTES);
    offset += alignTo4(length);
  }
  return out;
}

/** Takes the answers apart. A dump that changed while it was read yields `interrupted`: ask again. */
export function decodeReplies(bytes: Buffer): readonly NetlinkReply[] {
  const out: NetlinkReply[] = [];
  let offset = 0;
  while (offset + HEADER_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(offset);
    if (length < HEADER_BYTES || offset + length > bytes.length) break;
    const type = bytes.readUInt16LE(offset + 4);
    const flags = bytes.readUInt16LE(offset + 6);
    const sequence = bytes.readUInt32LE(offset + 8);
    const payload = bytes.subarray(offset + HEADER_BYTES, offset + length);
    if ((flags & FLAG_DUMP_INTERRUPTED) !== 0) out.push({ kind: 'interrupted', sequence });
    if (type === TYPE_ERROR || type === TYPE_DONE) out.push(decodeError(sequence, flags, payload));
    else out.push({ kind: 'data', sequence, type, payload });
    offset += alignTo4(length);
  }
  return out;
}

/** NLMSG_ERROR: negative errno, the request's header (capped by NETLINK_CAP_ACK), then perhaps attributes with a text. */
function decodeError(sequence: number, flags: number, payload: Buffer): NetlinkReply {
  const errno = payload.length >= 4 ? Math.abs(payload.readInt32LE(0)) : 0;
  const attributes =
    (flags & FLAG_ACK_TLVS) === 0 ? undefined : decodeAttributes(payload.subarray(4 + HEADER_BYTES));
  return { kind: 'error', sequence, errno, text: decodeText(attributes?.get(ERROR_ATTRIBUTE_MESSAGE)) };
}
