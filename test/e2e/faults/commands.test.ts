import { readdirSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { enginePid } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

/** Bytes; takes seconds to copy. */
const LARGE = 1_000_000_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** An environment file of so many variables of 100 kB each. */
async function largeEnvironment(name: string, variables: number): Promise<void> {
  const lines = Array.from({ length: variables }, (_, index) => `V${index}=${'x'.repeat(100_000)}\n`);
  await sandbox.write(name, lines.join(''));
}

describe('a large environment', () => {
  it('reaches the container as far as the kernel takes it, and is told beyond that', async () => {
    await largeEnvironment('most.env', 18);
    await largeEnvironment('more.env', 40);
    await sandbox.stack(`
name: environment
services:
  most: {image: tscompose/hello, command: [sleep], env_file: most.env, stop_grace_period: 0s}
  more: {image: tscompose/hello, command: [sleep], env_file: more.env, profiles: [more]}
`);
    await sandbox.ok(['up', '-d', '--wait']);
    expect((await sandbox.ok(['exec', '-T', 'most', '/hello', 'dns', 'most'])).stdout).toMatch(/^\d+\./);
    const { code, stderr } = await sandbox.run(['up', '-d', 'more']);
    expect(code).toBe(126);
    expect(stderr).toMatch(/compose\.yaml:5:\d+: the command .* cannot be executed: argument list too long/);
    await sandbox.ok(['--profile', 'more', 'down', '-t', '0']);
  });
});

describe('a cp whose command is killed', () => {
  it('comes to an end, and the container goes on', async () => {
    await sandbox.stack('name: killed\nservices:\n  web: {image: tscompose/hello, command: [sleep]}\n');
    await sandbox.ok(['up', '-d']);
    const large = join(sandbox.project, 'large');
    // No zeros: those would stay holes, and take no time.
    await writeFile(large, repeated(Buffer.alloc(1_000_000, 'x'), LARGE / 1_000_000));
    const pid = await enginePid(sandbox);
    const copy = sandbox.start(['cp', 'large', 'web:/large']);
    await eventually('it has begun', async () => (copiedBytes() ?? 0) > 0);
    copy.child.kill('SIGKILL');
    await copy.ended;
    let before = -1;
    await eventually('nobody writes any more', async () => {
      const now = copiedBytes() ?? 0;
      const isSame = now === before;
      before = now;
      return isSame;
    });
    expect(before).toBeLessThan(LARGE);
    expect((await sandbox.run(['exec', '-T', 'web', '/hello', 'exit', '5'])).code).toBe(5);
    expect(await enginePid(sandbox)).toBe(pid);
    await rm(large);
    await sandbox.ok(['down', '-t', '0']);
  });
});

function* repeated(chunk: Buffer, times: number): Generator<Buffer> {
  for (let index = 0; index < times; index += 1) yield chunk;
}

/** Of the file in the container; undefined when there is none. */
function copiedBytes(): number | undefined {
  const containers = join(sandbox.root, 'containers');
  const found = readdirSync(containers, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith('/large'),
  );
  return found === undefined ? undefined : statSync(join(containers, found), { throwIfNoEntry: false })?.size;
}

describe('many commands at once', () => {
  it('all run, and leave nothing in the container', async () => {
    await sandbox.stack('name: many\nservices:\n  web: {image: tscompose/hello, command: [sleep]}\n');
    await sandbox.ok(['up', '-d']);
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        sandbox.run(['exec', '-T', 'web', '/hello', 'exit', String(index)]),
      ),
    );
    expect(results.map(({ code }) => code)).toEqual(results.map((_, index) => index));
    const { stdout } = await sandbox.ok(['top', 'web']);
    expect(stdout.match(/\/hello/g)).toHaveLength(1);
    await sandbox.ok(['down', '-t', '0']);
  });
});
