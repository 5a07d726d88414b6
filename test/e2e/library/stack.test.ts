import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack, type StackOptions } from '../../../src/index.js';
import { eventually } from '../support/eventually.js';
import { killEngine } from '../support/kill.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const FILE = `
name: library
services:
  web:
    image: tscompose/hello
    container_name: only-one
    command: [serve, --port, "8080", --text, hello from a test]
    ports: ["18099:8080"]
    volumes: ["data:/data"]
    stop_grace_period: 1s
    healthcheck:
      test: [CMD, /hello, get, "http://127.0.0.1:8080/"]
  job:
    image: tscompose/hello
    command: [sleep, "1000000"]
    depends_on: {web: {condition: service_healthy}}
volumes:
  data: {name: named-data}
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(FILE);
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function load(options: StackOptions = {}): Promise<Stack> {
  return Stack.load([], { cwd: sandbox.project, root: sandbox.root, env: {}, ...options });
}

describe('a stack of a program', () => {
  it('comes up, is talked to, and goes', async () => {
    await using stack = await load();
    expect(stack.name).toBe('library');
    const steps: string[] = [];
    await stack.up({
      onProgress: (event) => event.type === 'step' && steps.push(`${event.id} ${event.text}`),
    });
    expect(steps).toContain('Container only-one Healthy');

    const web = stack.service('web');
    expect(await web.address(8080)).toEqual({ host: '127.0.0.1', port: 18099 });
    const answer = await fetch(`http://127.0.0.1:${await web.port(8080)}/path`);
    expect(await answer.text()).toContain('hello from a test');
    await expect(web.port(81)).rejects.toMatchObject({ code: 'USAGE' });

    const { exitCode, stdout } = await web.exec(['/hello', 'get', 'http://web:8080/']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('hello from a test')]);
    expect(await web.exec(['/hello', 'exit', '7'])).toEqual({ exitCode: 7, stdout: '', stderr: '' });
    await expect(web.exec(['/nothing'])).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
    const bytes = await web.exec(['/hello', 'get', 'http://web:8080/'], { encoding: 'buffer' });
    expect(Buffer.isBuffer(bytes.stdout)).toBe(true);

    const lines: string[] = [];
    for await (const { log } of web.logs()) lines.push(log);
    expect(lines).toContain('serving on port 8080\n');
    expect((await web.container()).container.spec.name).toBe('only-one');
    expect((await stack.containers()).map(({ service }) => service).sort()).toEqual(['job', 'web']);
    expect(() => stack.service('wbe')).toThrow('no such service: wbe');
  });

  it('keeps its volumes unless told otherwise, and stays until it is taken down', async () => {
    const stack = await load();
    await stack.up();
    expect(await sandbox.run(['ps', '-q']).then(({ stdout }) => stdout.trim().split('\n').length)).toBe(2);
    await stack.down();
    expect(await stack.containers()).toEqual([]);
    await stack.down({ volumes: true });
  });

  it('ends what follows its logs and events when asked to', async () => {
    await using stack = await load({ isolate: true });
    const asked = new AbortController();
    const events = (async () => {
      const seen: string[] = [];
      for await (const event of stack.events(asked.signal)) {
        seen.push(event.type);
        if (event.type === 'container-health') asked.abort();
      }
      return seen;
    })();
    await stack.up();
    expect(await events).toContain('container-health');
    const reader = new AbortController();
    for await (const { log } of stack.service('web').logs({ follow: true, signal: reader.signal })) {
      if (log.startsWith('serving')) reader.abort();
    }
    await stack.service('job').stop({ timeoutMs: 0 });
    expect((await stack.service('job').container()).container.state.status).toBe('exited');
    await stack.service('job').start();
    await stack.service('job').restart({ timeoutMs: 0 });
    await stack.service('job').kill();
    await eventually('it ends', async () => {
      const { container } = await stack.service('job').container();
      return container.state.status === 'exited';
    });
  });

  it('says where in the file an error comes from', async () => {
    const file = await sandbox.write(
      'wrong.yaml',
      'name: wrong\nservices:\n  a:\n    image: tscompose/hello\n    entrypoint: [/no/such]\n',
    );
    await using stack = await Stack.load(file, { cwd: sandbox.project, root: sandbox.root, env: {} });
    await expect(stack.up()).rejects.toMatchObject({
      code: 'COMMAND_NOT_FOUND',
      message: expect.stringContaining('wrong.yaml:5:'),
    });
    await expect(Stack.load('absent.yml', { cwd: sandbox.project })).rejects.toMatchObject({
      code: 'STACK_FILE_NOT_FOUND',
    });
  });
});

describe('isolated copies', () => {
  it('run beside each other and beside the original, and leave nothing', async () => {
    await using original = await load();
    await original.up();
    {
      const copies = await Promise.all([1, 2, 3].map(() => load({ isolate: true })));
      expect(new Set(copies.map(({ name }) => name)).size).toBe(3);
      await Promise.all(copies.map((copy) => copy.up()));
      const ports = await Promise.all([original, ...copies].map((copy) => copy.service('web').port(8080)));
      expect(new Set(ports).size).toBe(4);
      for (const port of ports) {
        expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('hello from a test');
      }
      await Promise.all(copies.map((copy) => copy[Symbol.asyncDispose]()));
      for (const copy of copies) expect(await copy.containers()).toEqual([]);
    }
    expect(await original.containers()).toHaveLength(2);
    await original.down({ volumes: true });
  });
});

describe('a stack that is bound to its process', () => {
  /** Says `up` when its stack is there, and waits for ever. */
  const PROGRAM = `
    import { Stack } from 'tscompose';
    const [cwd, root] = process.argv.slice(2);
    const stack = await Stack.load([], { cwd, root, env: {}, isolate: true });
    await stack.up();
    console.log(stack.name);
    setInterval(() => {}, 1000);
  `;

  async function program(): Promise<{ readonly child: ChildProcess; readonly stack: string }> {
    const directory = join(sandbox.project, 'program');
    await mkdir(join(directory, 'node_modules'), { recursive: true });
    await symlink(PACKAGE_ROOT, join(directory, 'node_modules/tscompose')).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
    await writeFile(join(directory, 'program.mjs'), PROGRAM);
    const child = spawn(process.execPath, [join(directory, 'program.mjs'), sandbox.project, sandbox.root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [name] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, stack: String(name).trim() };
  }

  async function rows(stack: string): Promise<number> {
    const { stdout } = await sandbox.ok(['-p', stack, 'ps', '-a', '-q'], { env: { COMPOSE_FILE: '' } });
    return stdout.split('\n').filter((line) => line !== '').length;
  }

  it('goes when the process is killed', async () => {
    const { child, stack } = await program();
    expect(await rows(stack)).toBe(2);
    child.kill('SIGKILL');
    await eventually('its containers are gone', async () => (await rows(stack)) === 0);
  });

  it('goes too when the engine was killed before, and in the same moment', async () => {
    for (const both of [false, true]) {
      const { child, stack } = await program();
      if (both) child.kill('SIGKILL');
      await killEngine(sandbox);
      if (!both) child.kill('SIGKILL');
      await eventually('its containers are gone', async () => (await rows(stack)) === 0);
    }
  });
});
