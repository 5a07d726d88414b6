import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer, request as plainRequest, type Server } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SmallRegistry } from './support/small-registry.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { testImage } from './support/test-image.js';

let directory: string;
let registry: SmallRegistry;
let front: Server;
let stores: TemporaryStore[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-tls-'));
  registry = await SmallRegistry.start();
  registry.add('app', 'latest', await testImage([[{ name: 'file', content: 'x' }]]));
  stores = [];
});
afterEach(async () => {
  front.closeAllConnections();
  await new Promise((resolve) => front.close(resolve));
  await registry.stop();
  for (const store of stores) await store.remove();
  await rm(directory, { recursive: true });
});

const port = (server: Server) => (server.address() as AddressInfo).port;

/** A certificate of its own authority for 127.0.0.1, as PEM files. */
function makeCertificate(): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const args = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test';
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...args.split(' '), ...names], { stdio: 'ignore' });
  return { key, cert };
}

/** The registry behind TLS. @param more demands on clients, say */
async function tlsFront(more: object = {}): Promise<{ readonly host: string; readonly cert: string }> {
  const { key, cert } = makeCertificate();
  const pem = await readFile(cert);
  // Its own certificate is an authority too, so it may be shown by clients as well.
  const options = { key: await readFile(key), cert: pem, ca: pem, ...more };
  front = createServer(options, (incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const target = { host: '127.0.0.1', port: Number(registry.host.split(':')[1]), method, headers, path };
    const onward = plainRequest(target, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  }) as unknown as Server;
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return { host: `127.0.0.1:${port(front)}`, cert };
}

async function pull(name: string, options: Parameters<typeof temporaryStore>[0] = {}) {
  const store = await temporaryStore(options);
  stores.push(store);
  return store.images.pull(name, () => {}, new AbortController().signal);
}

describe('a registry with TLS', () => {
  it('on loopback needs no authority, as Docker has it; with one for that host its certificate must be right', async () => {
    const { host, cert } = await tlsFront();
    await pull(`${host}/app`);
    const folder = join(directory, 'certs.d', host);
    await mkdir(folder, { recursive: true });
    const own = { certificateDirectories: [join(directory, 'certs.d')] };
    await writeFile(join(folder, 'ca.crt'), await readFile(cert));
    await pull(`${host}/app`, own);
    makeCertificate();
    await writeFile(join(folder, 'ca.crt'), await readFile(cert));
    await expect(pull(`${host}/app`, own)).rejects.toMatchObject({
      code: 'REGISTRY',
      message: expect.stringMatching(/certificate/),
      details: { hint: expect.stringContaining('certs.d') },
    });
  });

  it.each(['TLSv1.2', 'TLSv1.3'])('of %s that wants a certificate of the client gets it', async (version) => {
    const { host, cert } = await tlsFront({
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: version,
    });
    const folder = join(directory, 'certs.d', host);
    await mkdir(folder, { recursive: true });
    const own = { certificateDirectories: [join(directory, 'certs.d')] };
    await writeFile(join(folder, 'ca.crt'), await readFile(cert));
    await expect(pull(`${host}/app`, own)).rejects.toMatchObject({
      code: 'REGISTRY',
      details: { hint: expect.stringContaining('client.cert') },
    });
    await writeFile(join(folder, 'client.cert'), await readFile(cert));
    await writeFile(join(folder, 'client.key'), await readFile(join(directory, 'key.pem')));
    await pull(`${host}/app`, own);
    for (const wrong of ['x', await readFile(makeCertificate().key)]) {
      await writeFile(join(folder, 'client.key'), wrong);
      await expect(pull(`${host}/app`, own)).rejects.toMatchObject({
        code: 'REGISTRY',
        message: expect.stringContaining(join(folder, 'client.cert')),
      });
    }
  });

  it('whose certificate lacks its key beside it is refused with the name of the file', async () => {
    const { host } = await tlsFront();
    const folder = join(directory, 'certs.d', host);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'client.cert'), 'x');
    const own = { certificateDirectories: [join(directory, 'certs.d')] };
    await expect(pull(`${host}/app`, own)).rejects.toMatchObject({
      message: expect.stringContaining('client.key'),
    });
  });
});

describe('a proxy', () => {
  it('is gone through for hosts that are not of this machine', async () => {
    const tunnels: string[] = [];
    front = createPlainServer();
    front.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const [host, to] = registry.host.split(':');
      const onward = connect(Number(to), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const settings = join(directory, 'registries.json');
    await writeFile(settings, JSON.stringify({ insecure: ['registry.invalid'] }));
    const env = {
      http_proxy: `http://127.0.0.1:${port(front)}`,
      https_proxy: `http://127.0.0.1:${port(front)}`,
    };
    await pull('registry.invalid/app', { env, settingsFiles: { own: settings, docker: '/nonexistent' } });
    // TLS is tried first, and does not come about.
    expect(tunnels[0]).toBe('registry.invalid:443');
    expect(tunnels).toContain('registry.invalid:80');
    const excepted = { ...env, no_proxy: '.invalid' };
    await expect(pull('registry.invalid/app', { env: excepted })).rejects.toMatchObject({
      message: expect.stringContaining('does not resolve'),
    });
  });
});
