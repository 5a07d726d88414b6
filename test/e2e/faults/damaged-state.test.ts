import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ps } from '../support/containers.js';
import { Sandbox } from '../support/sandbox.js';
import { DAMAGES, find } from './support/damage.js';

const STACK = `
name: demo
services:
  one: {image: tscompose/hello, command: [serve], volumes: [data:/data], restart: unless-stopped}
  two: {image: tscompose/hello, command: [serve]}
  job: {image: tscompose/hello, command: [echo, done]}
volumes: {data: }
`;

/** Which files; the containers of `one` and `two` alike, so all of a kind. */
const KINDS: Readonly<Record<string, (root: string) => Promise<readonly string[]>>> = {
  'a container record': (root) => ofContainer(root, 'one', 'container.json'),
  "a container's state": (root) => ofContainer(root, 'one', 'state.json'),
  "an ended container's record": (root) => ofContainer(root, 'job', 'container.json'),
  "an ended container's state": (root) => ofContainer(root, 'job', 'state.json'),
  "an ended container's log": (root) => ofContainer(root, 'job', 'log.json'),
  'a network record': (root) => find(join(root, 'networks'), /\.json$/),
  'a volume record': (root) => find(join(root, 'volumes'), /^demo_data$/, /^volume\.json$/),
  'an image record': (root) => find(join(root, 'images/records'), /\.json$/),
  'the name of an image': (root) => find(join(root, 'images/references'), /\.json$/),
  'a layer record': (root) => find(join(root, 'images/layers'), /^[0-9a-f]{64}$/, /^layer\.json$/),
  'the boot record': async (root) => [join(root, 'boot.json')],
  'the exit of a container': (root) => find(join(root, 'run/containers'), /./, /^exit\.json$/),
  'a container in the network': async (root) => [
    join(root, 'run/endpoints', `${basename(dirname((await ofContainer(root, 'one', 'x'))[0] ?? ''))}.json`),
  ],
  'a name table': (root) => find(join(root, 'run/names'), /./),
  'the socket of the engine': async (root) => [join(root, 'run/engine.sock')],
};

/** Kinds that neither a repair nor a warning is about: they are made again, or only cost what they held. */
const QUIET = /log|layer|boot|exit|in the network|name table|socket/;

/** Kinds that every plan tells of: what lives on without its record, and an image that is wanted. */
const TOLD = /container record|ended container's record|network record|volume record|image record/;

async function ofContainer(root: string, service: string, file: string): Promise<readonly string[]> {
  const records = await find(join(root, 'containers'), /^[0-9a-f]{64}$/, /^container\.json$/);
  for (const path of records) {
    const { spec } = JSON.parse(await readFile(path, 'utf8')) as { spec: { name: string } };
    if (spec.name === `demo-${service}-1`) return [join(dirname(path), file)];
  }
  throw new Error(`no record of ${service}`);
}

describe.concurrent.each(Object.entries(KINDS))('%s that is damaged', (kind, find) => {
  it('costs the engine nothing else, is named, and is put right by a repair', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    for (const [how, damage] of Object.entries(DAMAGES)) {
      await sandbox.ok(['up', '-d']);
      await sandbox.ok(['exec', '-T', 'one', '/hello', 'write', '/data/kept', how]);
      const paths = await find(sandbox.root);
      await sandbox.ok(['engine', 'stop']);
      // A socket has no content, and goes with its engine.
      if (!/socket/.test(kind)) for (const path of paths) await damage(path);
      const listed = await sandbox.run(['engine', 'repair', '-n']);
      expect({ how, stderr: listed.stderr }).toEqual({ how, stderr: '' });
      const rows = (await ps(sandbox)).filter(({ Service }) => Service === 'two');
      expect({ how, rows }).toMatchObject({ how, rows: [{ State: 'running' }] });
      if (listed.code === 0)
        expect({ how, kind, quiet: QUIET.test(kind) || healed(kind, how) }).toEqual({
          how,
          kind,
          quiet: true,
        });
      else
        for (const path of paths)
          expect({ how, text: listed.stdout }).toMatchObject({ how, text: expect.stringContaining(path) });
      const told = listed.code !== 0 && TOLD.test(kind);
      const planned = await sandbox.run(['plan']);
      expect({ how, kind, hint: planned.stderr.includes('engine repair') }).toEqual({
        how,
        kind,
        hint: told,
      });
      const repaired = await sandbox.run(['engine', 'repair', '-y']);
      expect({ how, code: repaired.code, text: repaired.stdout + repaired.stderr }).toMatchObject({
        how,
        code: 0,
      });
      expect({ how, again: (await sandbox.ok(['engine', 'repair', '-n'])).stdout }).toEqual({
        how,
        again: 'Nothing is damaged.\n',
      });
      const up = await sandbox.run(['up', '-d']);
      expect({ how, code: up.code, stderr: up.stderr }).toMatchObject({
        how,
        code: 0,
        stderr: expect.not.stringContaining('engine repair'),
      });
      expect({
        how,
        running: (await ps(sandbox))
          .filter(({ State, Service }) => State === 'running' && Service !== 'job')
          .map(({ Service }) => Service)
          .sort(),
      }).toEqual({ how, running: ['one', 'two'] });
      const kept = await sandbox.ok(['exec', '-T', 'one', '/hello', 'cat', '/data/kept']);
      expect(kept.stdout).toContain(how);
      await sandbox.ok(['exec', '-T', 'two', '/hello', 'get', 'http://one/']);
    }
  });
});

/** What is put right at once, because all of it is known or nothing of it matters. */
function healed(kind: string, how: string): boolean {
  return /state/.test(kind) || (/image/.test(kind) && how === 'missing');
}
