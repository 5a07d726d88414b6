import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPortHolder, socketInodes } from '../../../../src/engine/network/port-holder.js';
import { PublishedPorts } from '../../../../src/engine/network/published-ports.js';
import { parseResolvers, readResolvers } from '../../../../src/engine/network/resolvers.js';
import type { PortSpec } from '../../../../src/spec/container.js';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
`;

describe('the holder of a port', () => {
  let proc = '';
  beforeEach(async () => {
    proc = await mkdtemp(join(tmpdir(), 'proc-'));
    await mkdir(join(proc, 'net'));
    await writeFile(join(proc, 'net/tcp'), TCP);
    await mkdir(join(proc, '42/fd'), { recursive: true });
    await writeFile(join(proc, '42/comm'), 'nginx\n');
    await symlink('/dev/null', join(proc, '42/fd/0'));
    await symlink('socket:[4711]', join(proc, '42/fd/6'));
  });
  afterEach(() => rm(proc, { recursive: true, force: true }));

  it('is found by the inode of the listening socket', async () => {
    expect(await findPortHolder(proc, 'tcp', 8080)).toEqual({ pid: 42, program: 'nginx' });
    expect(await findPortHolder(proc, 'tcp', 8081)).toBeUndefined();
    expect(await findPortHolder(proc, 'udp', 8080)).toBeUndefined();
  });

  it('is who listens, not who is connected; for UDP whoever is bound', () => {
    expect(socketInodes(TCP, 'tcp', 8080)).toEqual(['4711']);
    expect(socketInodes(TCP, 'udp', 8080)).toEqual(['4711', '4712']);
  });
});

describe('published ports', () => {
  const wish = (hostPorts: readonly [number, number], hostIp = '127.0.0.1'): PortSpec => ({
    hostIp,
    hostPorts,
    containerPort: 80,
    protocol: 'tcp',
  });

  async function listen(): Promise<{ readonly port: number; close: () => void }> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as { port: number }).port, close: () => server.close() };
  }

  it('are refused with the name of the process that listens', async () => {
    const server = await listen();
    try {
      const ports = new PublishedPorts('/proc');
      await expect(ports.reserve('a', 'demo-a-1', [wish([server.port, server.port])])).rejects.toMatchObject({
        code: 'PORT_IN_USE',
        message: expect.stringMatching(
          new RegExp(`^port 127.0.0.1:${server.port}/tcp is .* \\(pid \\d+\\)$`),
        ),
      });
    } finally {
      server.close();
    }
  });

  it('are refused with the name of our container, and free when it gave them back', async () => {
    const ports = new PublishedPorts('/proc');
    const [first] = await ports.reserve('a', 'demo-a-1', [wish([0, 0])]);
    const port = first?.hostPort ?? 0;
    await expect(ports.reserve('b', 'demo-b-1', [wish([port, port], '0.0.0.0')])).rejects.toThrow(
      `port ${port}/tcp is already in use by container demo-a-1`,
    );
    ports.release('a');
    expect(await ports.reserve('b', 'demo-b-1', [wish([port, port])])).toMatchObject([{ hostPort: port }]);
  });

  it('are all different when several ask for one range at once', async () => {
    const ports = new PublishedPorts('/proc');
    const got = await Promise.all(
      ['a', 'b', 'c', 'd'].map((id) => ports.reserve(id, id, [wish([43210, 43250])])),
    );
    expect(new Set(got.flat().map((port) => port.hostPort)).size).toBe(4);
  });

  it('say when an address is not of this machine or not IPv4', async () => {
    const ports = new PublishedPorts('/proc');
    await expect(ports.reserve('a', 'a', [wish([0, 0], '203.0.113.9')])).rejects.toThrow(
      'this machine has no address 203.0.113.9',
    );
    await expect(ports.reserve('a', 'a', [wish([0, 0], '::1')])).rejects.toThrow('only IPv4');
  });
});

describe('resolvers', () => {
  it('are the IPv4 name servers of resolv.conf in order', () => {
    expect(
      parseResolvers(
        '# x\nnameserver 127.0.0.53\nnameserver fe80::1%eth0\nsearch a\n nameserver 1.1.1.1 # y\n',
      ),
    ).toEqual(['127.0.0.53', '1.1.1.1']);
  });

  it('are none without the file', () => {
    expect(readResolvers('/nonexistent/resolv.conf')).toEqual([]);
  });
});
