import { expect, test } from 'vitest';
import type { EngineClient } from '../../../src/api/messages.js';
import { runCli } from '../../../src/cli/run-cli.js';
import type { StackLogPart } from '../../../src/spec/operations.js';
import { logPart } from '../support/log-lines.js';
import { FakeHost } from './support/fake-host.js';
import { container, DEMO, events } from './support/samples.js';
import { withHelp } from './support/with-help.js';

const exited = {
  status: 'exited',
  exitCode: 0,
  startedAt: '2026-11-21T00:09:00Z',
  finishedAt: '2026-11-21T00:09:58Z',
  oomKilled: false,
} as const;

const client: Partial<EngineClient> = {
  ps: async () => [
    container(),
    container({ id: 'd'.repeat(64), name: 'demo-db-1', service: 'db', state: exited }),
  ],
};

async function run(line: string, host: FakeHost) {
  const code = await runCli(line.split(' '), host);
  return { code, out: host.stdout.text, err: host.stderr.text };
}

test('ps shows running containers, and all with -a', async () => {
  expect((await run('ps -q', new FakeHost({ stack: DEMO, client }))).out).toBe(`${container().id}\n`);
  expect((await run('ps -a --services', new FakeHost({ stack: DEMO, client }))).out).toBe('web\ndb\n');
  expect((await run('ps -a -q db', new FakeHost({ stack: DEMO, client }))).out).toBe(`${'d'.repeat(64)}\n`);
});

test('looking starts no engine where there is nothing to see', async () => {
  const host = new FakeHost({ stack: DEMO });
  const { code, out } = await run('ps', host);
  expect(code).toBe(0);
  expect(out).toMatch(/^NAME/);
  expect(host.connections).toEqual([{ start: false }]);
});

test('down with nothing to remove says so and succeeds', async () => {
  const { code, out, err } = await run('down', new FakeHost({ stack: DEMO }));
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toBe('warning: No resource found to remove for project "demo".\n');
});

test('down without a file works by name alone', async () => {
  const requests: unknown[] = [];
  const host = new FakeHost({
    client: {
      down: (name, request) => {
        requests.push([name, request]);
        return events({ type: 'result', changed: true });
      },
    },
  });
  expect(await run('-p other --progress plain down -v -t 3', host)).toEqual({ code: 0, out: '', err: '' });
  expect(requests).toEqual([['other', { volumes: true, removeOrphans: false, timeoutMs: 3000 }]]);
});

test('logs pads its prefixes to the longest name and keeps to one stream', async () => {
  async function* logs(): AsyncGenerator<StackLogPart> {
    yield logPart({ container: 'demo-db-1', service: 'db', index: 1 }, { log: 'ready\n' });
    const web = { container: 'demo-web-1', service: 'web', index: 1 };
    yield logPart(web, { log: 'hello\n', stream: 'stderr' }, { log: 'there\n' });
  }
  const host = new FakeHost({ stack: DEMO, client: { ...client, logs } });
  expect(await run('logs', host)).toEqual({
    code: 0,
    out: 'db-1   | ready\nweb-1  | hello\nweb-1  | there\n',
    err: '',
  });
});

test('logs asks for one container by its number, and leaves out what the file keeps quiet', async () => {
  const requests: unknown[] = [];
  const quiet = { ...DEMO, services: { ...DEMO.services, db: { ...DEMO.services.db, attach: false } } };
  const host = new FakeHost({
    stack: quiet as typeof DEMO,
    client: {
      ...client,
      logs: (_name, request) => {
        requests.push(request);
        return events() as never;
      },
    },
  });
  await run('logs -f', host);
  await run('logs -f db', host);
  await run('logs -f --index 1 web', host);
  expect(requests).toEqual([
    { services: ['web'], follow: true },
    { services: ['db'], follow: true },
    { services: ['web'], index: 1, follow: true },
  ]);
  expect((await run('logs --index 1', host)).err).toBe(
    withHelp('--index requires one service to be selected', 'logs'),
  );
  expect((await run('logs --index 7 web', host)).err).toContain(
    'service "web" is not running container #7\n',
  );
});

test('an error of the engine gets the place in the stack file that it names', async () => {
  const host = new FakeHost({
    stack: DEMO,
    client: {
      up: () =>
        events({
          type: 'error',
          error: {
            code: 'PORT_IN_USE',
            message: 'port 80 is taken by nginx (pid 7)',
            path: ['services', 'web', 'ports', 0],
            hint: 'Choose another port.',
          },
        }),
    },
  });
  expect(await run('up -d', host)).toEqual({
    code: 1,
    out: '',
    err: 'compose.yaml:3:5: port 80 is taken by nginx (pid 7)\nhint: Choose another port.\n',
  });
});
