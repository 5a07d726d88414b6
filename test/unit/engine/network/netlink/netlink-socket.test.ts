import { describe, expect, it } from 'vitest';
import { TscomposeError } from '../../../../../src/base/errors.js';
import type { NetlinkMessage } from '../../../../../src/engine/network/netlink/message.js';
import { NetlinkSocket } from '../../../../../src/engine/network/netlink/netlink-socket.js';

const DUMP_INTERRUPTED = 0x10;

/** A kernel that answers each message of a request with the given errno. */
function kernelAnswering(errnos: readonly number[], flags = 0) {
  const transact = (_socket: number, request: Uint8Array): Uint8Array => {
    const first = Buffer.from(request).readUInt32LE(8);
    return Buffer.concat(
      errnos.map((errno, index) => {
        const out = Buffer.alloc(36);
        out.writeUInt32LE(36, 0);
        out.writeUInt16LE(2, 4);
        out.writeUInt16LE(flags, 6);
        out.writeUInt32LE(first + index, 8);
        out.writeInt32LE(-errno, 16);
        return out;
      }),
    );
  };
  return {
    netlinkClose: () => {},
    netlinkTransact: transact,
    netlinkTransactLater: async (socket: number, request: Uint8Array) => transact(socket, request),
  };
}

const message = (what: string, tolerate: readonly string[] = []): NetlinkMessage => ({
  type: 17,
  flags: 4,
  body: Buffer.alloc(0),
  what,
  tolerate,
});

describe('a netlink socket', () => {
  it('names what the refused message was for', () => {
    const socket = new NetlinkSocket(kernelAnswering([0, 16]), 3);
    const call = () => socket.request([message('make a bridge'), message('give an address')]);
    expect(call).toThrow(TscomposeError);
    expect(call).toThrow('cannot give an address: EBUSY');
  });

  it('lets pass what a message tolerates, and only that', () => {
    const socket = new NetlinkSocket(kernelAnswering([19]), 3);
    expect(socket.request([message('remove x', ['ENODEV'])])).toEqual([]);
    expect(() => socket.request([message('remove x', ['EBUSY'])])).toThrow('ENODEV');
  });

  it('says that root is needed when the kernel does', () => {
    const socket = new NetlinkSocket(kernelAnswering([1]), 3);
    try {
      socket.request([message('make a bridge')]);
      expect.unreachable();
    } catch (error) {
      expect((error as TscomposeError).details).toMatchObject({
        errno: 'EPERM',
        hint: expect.stringContaining('root'),
      });
    }
  });

  it('judges answers that come later in the same way', async () => {
    const socket = new NetlinkSocket(kernelAnswering([16]), 3);
    await expect(socket.requestLater([message('remove x')])).rejects.toThrow('cannot remove x: EBUSY');
  });

  it('asks again, also later, when a dump changed while it was read', async () => {
    const answers = [kernelAnswering([0], DUMP_INTERRUPTED), kernelAnswering([0])];
    const netlinkTransactLater = async (fd: number, request: Uint8Array) =>
      (answers.shift() ?? expect.unreachable()).netlinkTransact(fd, request);
    const socket = new NetlinkSocket({ ...kernelAnswering([]), netlinkTransactLater }, 3);
    expect(await socket.requestLater([message('list interfaces')])).toEqual([]);
    expect(answers).toEqual([]);
  });

  it('sends nothing for no message', () => {
    const kernel = { ...kernelAnswering([]), netlinkTransact: () => expect.unreachable() };
    expect(new NetlinkSocket(kernel, 3).request([])).toEqual([]);
  });
});
