import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

export type PortState = 'free' | 'in-use' | 'no-such-address' | 'not-permitted';

/** Binds the port for a moment to see whether it is free. Nothing holds it afterwards: the monitor takes it for good. */
export async function probePort(protocol: 'tcp' | 'udp', hostIp: string, port: number): Promise<PortState> {
  try {
    await (protocol === 'tcp' ? bindTcp(hostIp, port) : bindUdp(hostIp, port));
    return 'free';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') return 'in-use';
    if (code === 'EADDRNOTAVAIL') return 'no-such-address';
    if (code === 'EACCES') return 'not-permitted';
    throw error;
  }
}

function bindTcp(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function bindUdp(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve()));
  });
}
