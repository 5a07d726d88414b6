import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.js';
import type { ContainerEnd } from '../../../src/spec/operations.js';
import { FakeHost } from './support/fake-host.js';
import { container, DEMO, events } from './support/samples.js';

const web = container();
const db = container({ id: 'd'.repeat(64), name: 'demo-db-1', service: 'db' });

function end(service: string, exitCode: number | 'unknown', restarting = false): ContainerEnd {
  return { type: 'exited', container: `demo-${service}-1`, service, index: 1, exitCode, restarting };
}

function hostWith(...ends: readonly ContainerEnd[]) {
  const downs: unknown[] = [];
  const host = new FakeHost({
    stack: DEMO,
    hasState: true,
    client: {
      ps: async () => [web, db],
      logs: async function* () {
        yield* ends;
      },
      down: (_name, request) => {
        downs.push(request);
        return events({ type: 'result', changed: true });
      },
    },
  });
  return { host, downs };
}

test('wait tells each end and ends with the code of the last', async () => {
  const { host } = hostWith(end('web', 1, true), end('web', 137), end('db', 3), end('web', 9));
  expect(await runCli(['wait', 'web', 'db'], host)).toBe(3);
  expect(host.stdout.text).toBe(
    `container "${web.id}" exited with status code 137\ncontainer "${db.id}" exited with status code 3\n`,
  );
});

test('wait does not invent a code that is lost', async () => {
  for (const ends of [[end('web', 'unknown')], []]) {
    const { host } = hostWith(...ends);
    expect(await runCli(['wait', 'web'], host)).toBe(125);
    expect(host.stdout.text).toBe(`container "${web.id}" exited with status code unknown\n`);
  }
});

test('wait --down-project takes the stack down after the last end', async () => {
  const { host, downs } = hostWith(end('web', 4));
  expect(await runCli(['wait', '--down-project', 'web'], host)).toBe(4);
  expect(downs).toEqual([
    {
      volumes: false,
      removeOrphans: true,
      origin: { workingDir: '/project', configFiles: ['/project/compose.yaml'] },
    },
  ]);
});
