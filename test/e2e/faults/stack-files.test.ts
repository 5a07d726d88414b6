import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

it('names the file that is not there', async () => {
  expect(await sandbox.run(['-f', 'nowhere.yml', 'up', '-d'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^nowhere\.yml: there is no such file\nhint: /),
  });
});

it('says which names it looked for when there is no file at all', async () => {
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain('no stack file in');
  expect(stderr).toContain('compose.yaml');
});

it.each([
  ['is no YAML', 'services:\n  web: [1, 2\n', /^stack\.yml:\d+:\d+: not valid YAML: /],
  ['is no map', '- web\n- db\n', /^stack\.yml:1:1: .*this is a list\n {2}- web\n {2}\^/],
  [
    'has an unknown key',
    'services:\n  web:\n    image: tscompose/hello\n    prots: ["80"]\n',
    /^stack\.yml:4:5: services\.web\.prots: unknown key; did you mean "ports"\?\n {6}prots: \["80"\]\n {6}\^/,
  ],
  [
    'depends on itself in a circle',
    ['a: {image: i, depends_on: [b]}', 'b: {image: i, depends_on: [c]}', 'c: {image: i, depends_on: [a]}']
      .map((line) => `  ${line}\n`)
      .reduce((text, line) => text + line, 'services:\n'),
    /dependency cycle: a → b → c → a/,
  ],
])('shows where a file %s', async (_, text, message) => {
  await sandbox.write('stack.yml', text);
  for (const verb of [['config'], ['up', '-d'], ['down']]) {
    const { code, stdout, stderr } = await sandbox.run(['-f', 'stack.yml', ...verb]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  }
});

it('tells users without root rights what is needed, whether an engine runs or not', async () => {
  await sandbox.stack('services: {web: {image: tscompose/hello, command: [serve]}}');
  await chmod(dirname(sandbox.root), 0o755);
  const nobody = { uid: 65534, gid: 65534 };
  for (const engine of ['absent', 'there']) {
    if (engine === 'there') await sandbox.ok(['up', '-d']);
    const { code, stderr } = await sandbox.run(['up', '-d'], { as: nobody });
    expect({ engine, code }).toEqual({ engine, code: 1 });
    expect(stderr).toContain('tscompose needs root');
    expect(stderr).toContain('sudo');
  }
  const elsewhere = join(dirname(sandbox.root), 'elsewhere');
  expect((await sandbox.run(['--root', elsewhere, 'config', '-q'], { as: nobody })).code).toBe(0);
});
