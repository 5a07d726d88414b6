import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeReader } from '../../../src/local/node-reader.js';
import { StackMemory } from '../../../src/local/stack-memory/stack-memory.js';
import { loadStack } from '../../../src/stackfile/load-stack.js';
import type { StackRequest } from '../../../src/stackfile/request.js';

let directory: string;
let project: string;
let loads: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tscompose-memory-'));
  project = join(directory, 'project');
  mkdirSync(project);
  mkdirSync(join(directory, 'memory'));
  loads = 0;
  write('compose.yaml', 'services: {web: {image: nginx:$TAG, env_file: web.env}}');
  write('web.env', 'A=1');
  write('.env', 'TAG=1.27');
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(project, name), text);
}

function resolve(more: Partial<StackRequest> = {}, edition = '1', memory = join(directory, 'memory')) {
  const request = { cwd: project, files: [], environment: { HOME: '/root' }, reader: nodeReader, ...more };
  return new StackMemory(memory, edition).resolve(request, async (asked) => {
    loads += 1;
    return loadStack(asked);
  });
}

it('does not load again what has not changed', async () => {
  const first = await resolve();
  const second = await resolve();
  expect(loads).toBe(1);
  expect(second.stack).toEqual(first.stack);
  expect(second.stack.services.web).toMatchObject({ image: 'nginx:1.27', environment: { A: '1' } });
  expect(second.origin).toEqual({ workingDir: project, configFiles: [join(project, 'compose.yaml')] });
});

it('knows the variables, and reads the files for the places in them', async () => {
  await resolve({ environment: { HOME: '/root', MINE: 'm' } });
  const recalled = await resolve({ environment: { HOME: '/root', MINE: 'm' } });
  expect(['TAG', 'MINE', 'PWD', 'COMPOSE_PROJECT_NAME', 'NONE', 'toString'].map(recalled.variable)).toEqual([
    '1.27',
    'm',
    project,
    'project',
    undefined,
    undefined,
  ]);
  expect(loads).toBe(1);
  const { positions } = await recalled.whole();
  expect(positions.positionOf(['services', 'web', 'image'])).toMatchObject({ line: 1, column: 25 });
  expect(loads).toBe(2);
});

it('repeats warnings, and what the engine cannot do', async () => {
  write('compose.yaml', 'services: {web: {image: nginx$UNSET, credential_spec: {file: x}}}');
  const [first, second] = [await resolve(), await resolve()];
  expect(loads).toBe(1);
  expect(first.warnings).toHaveLength(1);
  expect(first.unsupported).toHaveLength(1);
  expect(second.warnings).toEqual(first.warnings);
  expect(second.unsupported).toEqual(first.unsupported);
});

it.each<readonly [string, () => Partial<StackRequest> | string | undefined]>([
  ['the stack file changes', () => void write('compose.yaml', 'services: {web: {image: nginx:$TAG}}')],
  ['an env file of a service changes', () => void write('web.env', 'A=2')],
  ['.env changes', () => void write('.env', 'TAG=1.28')],
  ['.env goes', () => void rmSync(join(project, '.env'))],
  ['an override appears', () => void write('compose.override.yaml', 'services: {web: {image: caddy}}')],
  ['a variable appears', () => ({ environment: { HOME: '/root', TAG: '1.28' } })],
  ['another stack name is asked for', () => ({ projectName: 'other' })],
  ['a profile is switched on', () => ({ profiles: ['x'] })],
  ['the program is another one', () => '2'],
])('loads again when %s', async (_, change) => {
  await resolve();
  const changed = change();
  await (typeof changed === 'string' ? resolve({}, changed) : resolve(changed ?? {}));
  expect(loads).toBe(2);
});

it('loads again when a file appears that is found first', async () => {
  mkdirSync(join(project, 'below'));
  const cwd = join(project, 'below');
  expect((await resolve({ cwd })).origin.workingDir).toBe(project);
  write('below/compose.yaml', 'services: {web: {image: caddy}}');
  expect((await resolve({ cwd })).origin.workingDir).toBe(cwd);
});

it('reads again what was damaged, and standard input always', async () => {
  await resolve();
  for (const name of readdirSync(join(directory, 'memory')))
    writeFileSync(join(directory, 'memory', name), '{"requ');
  await resolve();
  expect(loads).toBe(2);
  const reader = { read: () => ({ kind: 'file', bytes: Buffer.from('services: {a: {image: x}}') }) as const };
  await resolve({ files: ['-'], reader });
  await resolve({ files: ['-'], reader });
  expect(loads).toBe(4);
});

it('remembers nothing where no engine has made room for it, and no failures', async () => {
  const nowhere = join(directory, 'nowhere');
  await resolve({}, '1', nowhere);
  await resolve({}, '1', join(project, 'compose.yaml', 'below-a-file'));
  expect(loads).toBe(2);
  write('compose.yaml', 'services: {web: {imagee: x}}');
  await expect(resolve()).rejects.toMatchObject({ code: 'STACK_FILE_INVALID' });
  await expect(resolve()).rejects.toMatchObject({ code: 'STACK_FILE_INVALID' });
  expect(loads).toBe(4);
});

it('keeps what it remembers from others, and the number of files bounded', async () => {
  for (let i = 0; i < 100; i += 1) await resolve({ projectName: `p${i}` });
  const files = readdirSync(join(directory, 'memory'));
  expect(files.length).toBeLessThanOrEqual(32);
  for (const name of files) expect(statSync(join(directory, 'memory', name)).mode & 0o777).toBe(0o600);
});
