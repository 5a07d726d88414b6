import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mirrorEndpoints } from '../../../../../src/engine/image/registry/endpoint.js';
import {
  isInsecure,
  readSettings,
  type SettingsFiles,
} from '../../../../../src/engine/image/registry/registry-settings.js';

let directory: string;
let files: SettingsFiles;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-settings-'));
  files = { own: join(directory, 'registries.json'), docker: join(directory, 'daemon.json') };
});
afterEach(() => rm(directory, { recursive: true }));

describe('settings of registries', () => {
  it('are nothing without files', async () => {
    expect(await readSettings(files)).toEqual({ insecure: [], mirrors: {}, rules: [] });
  });

  it('come from our own file and from that of Docker', async () => {
    const own = {
      insecure: ['a:5000'],
      mirrors: { 'docker.io': ['https://one'], 'ghcr.io': ['two.lan/hub'] },
    };
    const docker = {
      'insecure-registries': ['10.0.0.0/8'],
      'registry-mirrors': ['https://three'],
      debug: true,
    };
    await writeFile(files.own, JSON.stringify(own));
    await writeFile(files.docker, JSON.stringify(docker));
    const settings = await readSettings(files);
    expect(settings).toEqual({
      insecure: ['a:5000', '10.0.0.0/8'],
      mirrors: { 'docker.io': ['https://one', 'https://three'], 'ghcr.io': ['two.lan/hub'] },
      rules: [],
    });
    expect(mirrorEndpoints(settings, 'ghcr.io').map(({ url, loginName }) => [url.href, loginName])).toEqual([
      ['https://two.lan/hub/', 'two.lan'],
    ]);
  });

  it.each([
    ['{', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['{"insecure":"a"}', '"insecure" is not a list'],
    ['{"mirrors":[]}', '"mirrors" is not a map'],
    ['{"mirrors":{"docker.io":"a"}}', '"docker.io" is not a list'],
  ])('are refused when they say %s', async (text, why) => {
    await writeFile(files.own, text);
    await expect(readSettings(files)).rejects.toMatchObject({
      code: 'REGISTRY',
      message: expect.stringContaining(why),
      details: { subject: files.own },
    });
  });

  it.each([
    ['localhost:5000', true],
    ['127.8.9.1:5000', true],
    ['[::1]:5000', true],
    ['localhost.example.com', false],
    ['127.0.0.1.example.com', false],
    ['a:5000', true],
    ['a:5001', false],
    ['b:1', true],
    ['10.2.3.4:5000', true],
    ['11.2.3.4:5000', false],
  ])('let %s go without valid TLS: %s', (host, may) => {
    expect(isInsecure({ insecure: ['a:5000', 'b', '10.0.0.0/8'], mirrors: {}, rules: [] }, host)).toBe(may);
  });
});
