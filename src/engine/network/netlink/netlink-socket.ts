import { getSystemErrorName } from 'node:util';
import { TscomposeError } from '../../../base/errors.js';
import type { Addon } from '../../../native/addon-surface.js';
import { decodeReplies, encodeMessages, type NetlinkMessage, type NetlinkReply } from './message.js';

export const NETLINK_ROUTE = 0;
export const NETLINK_NETFILTER = 12;

/** How often a dump is asked again that changed while it was read. */
const DUMP_ATTEMPTS = 20;

/** Answers to a request that are not acknowledgements. */
export interface NetlinkData {
  readonly type: number;
  readonly payload: Buffer;
}

type Transport = Pick<Addon, 'netlinkTransact' | 'netlinkTransactLater' | 'netlinkClose'>;

/** A netlink socket that numbers its messages and turns refusals into errors. */
export class NetlinkSocket {
  readonly #addon: Transport;
  readonly #socket: number;
  #sequence = 1;

  /** @param socket open netlink socket, ours from now on */
  constructor(addon: Transport, socket: number) {
    this.#addon = addon;
    this.#socket = socket;
  }

  /**
   * Sends all messages at once. The kernel goes on after a refused one (but for nftables batches, which are undone wholly).
   * @throws NETWORK for the first refusal that its message doesn't tolerate, with the kernel's own text when it gave one
   */
  request(messages: readonly NetlinkMessage[]): readonly NetlinkData[] {
    if (messages.length === 0) return [];
    for (let attempt = 1; ; attempt++) {
      const first = this.#number(messages);
      const replies = decode(this.#addon.netlinkTransact(this.#socket, encodeMessages(messages, first)));
      if (isWhole(replies, attempt)) return judge(messages, first, replies);
    }
  }

  /** {@link request} by another thread, for what takes long. Nothing else may use the socket until it is done. */
  async requestLater(messages: readonly NetlinkMessage[]): Promise<readonly NetlinkData[]> {
    if (messages.length === 0) return [];
    for (let attempt = 1; ; attempt++) {
      const first = this.#number(messages);
      const request = encodeMessages(messages, first);
      const replies = decode(await this.#addon.netlinkTransactLater(this.#socket, request));
      if (isWhole(replies, attempt)) return judge(messages, first, replies);
    }
  }

  close(): void {
    this.#addon.netlinkClose(this.#socket);
  }

  /** Sequence numbers for the messages. @returns the first */
  #number(messages: readonly NetlinkMessage[]): number {
    const first = this.#sequence;
    this.#sequence = (first + messages.length) >>> 0;
    return first;
  }
}

/** Whether no dump was disturbed, or none can be had that isn't. */
function isWhole(replies: readonly NetlinkReply[], attempt: number): boolean {
  return attempt === DUMP_ATTEMPTS || !replies.some((reply) => reply.kind === 'interrupted');
}

function decode(answer: Uint8Array): readonly NetlinkReply[] {
  return decodeReplies(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
}

function judge(
  messages: readonly NetlinkMessage[],
  first: number,
  replies: readonly NetlinkReply[],
): readonly NetlinkData[] {
  const data: NetlinkData[] = [];
  for (const reply of replies) {
    if (reply.kind === 'data') data.push(reply);
    if (reply.kind !== 'error' || reply.errno === 0) continue;
    refuse(messages[(reply.sequence - first) >>> 0], reply.errno, reply.text);
  }
  return data;
}

function refuse(message: NetlinkMessage | undefined, errno: number, text: string): void {
  const name = getSystemErrorName(-errno);
  if (message?.tolerate?.includes(name)) return;
  const what = message?.what ?? 'change the network';
  throw new TscomposeError('NETWORK', `cannot ${what}: ${text === '' ? name : `${text} (${name})`}`, {
    action: what,
    errno: name,
    ...(name === 'EPERM' ? { hint: 'The engine needs root privileges (CAP_NET_ADMIN).' } : {}),
  });
}
