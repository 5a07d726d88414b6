import { expect, test } from 'vitest';
import type { EngineClient } from '../../../src/api/messages.js';
import { runCli } from '../../../src/cli/run-cli.js';
import type { OperationEvent } from '../../../src/spec/operations.js';
import type { PlanReport } from '../../../src/spec/plan-report.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';

const NOTHING: PlanReport = {
  version: 1,
  stack: 'demo',
  changes: false,
  steps: [],
  unchanged: ['demo-web-1'],
  warnings: ['something is odd'],
};
const STARTS: PlanReport = {
  ...NOTHING,
  changes: true,
  steps: [
    {
      id: 'start-container demo-web-1',
      action: 'start',
      kind: 'container',
      name: 'demo-web-1',
      causes: ['not running'],
      after: [],
    },
  ],
};

function bench(report: PlanReport) {
  const requests: [string, object][] = [];
  async function* operation(name: string, request: object): AsyncGenerator<OperationEvent> {
    requests.push([name, request]);
    yield { type: 'step', id: 'Container demo-web-1', state: 'working', text: 'Starting' };
    yield { type: 'result', changed: true };
  }
  async function* images(request: object): AsyncGenerator<OperationEvent> {
    yield* operation('', request);
  }
  const client: Partial<EngineClient> = {
    plan: async (name, request) => {
      requests.push([name, request]);
      return report;
    },
    up: operation,
    down: operation,
    pull: images,
    push: images,
  };
  const host = new FakeHost({ stack: DEMO, client, hasState: true });
  return { host, requests, run: (line: string) => runCli(line.split(' '), host) };
}

test('plan ends with 0 when there is nothing to do, and with 2 when there is', async () => {
  const idle = bench(NOTHING);
  expect(await idle.run('plan')).toBe(0);
  expect(idle.host.stdout.text).toBe('demo: nothing to do; 1 container stays as it is\n');
  expect(idle.host.stderr.text).toBe('warning: something is odd\n');
  const busy = bench(STARTS);
  expect(await busy.run('plan --force-recreate --no-deps --pull always --wait web')).toBe(2);
  expect(busy.host.stdout.text).toContain('container demo-web-1: start');
  expect(busy.requests).toEqual([
    [
      'demo',
      expect.objectContaining({
        services: ['web'],
        recreate: 'all',
        withoutDependencies: true,
        pull: 'always',
        wait: true,
      }),
    ],
  ]);
});

test('plan --format json prints the report as it is', async () => {
  const { host, run } = bench(STARTS);
  expect(await run('plan --format json')).toBe(2);
  expect(JSON.parse(host.stdout.text)).toEqual(STARTS);
  expect(host.stderr.text).toBe('');
});

test('plan ends with 1 when it fails', async () => {
  const host = new FakeHost({ stack: DEMO });
  expect(await runCli(['plan'], host)).toBe(1);
});

test.each([
  '--dry-run up',
  'up --dry-run',
  '--dry-run up -d',
  '--dry-run down',
  'down --dry-run',
  'pull --dry-run',
  'push --dry-run',
  'image pull --dry-run nginx',
])('%s only asks what would be done, and marks each line', async (line) => {
  const { host, requests, run } = bench(NOTHING);
  expect(await run(line)).toBe(0);
  expect(requests.map(([, request]) => request)).toEqual([expect.objectContaining({ dryRun: true })]);
  expect(host.stderr.text).toBe(' DRY-RUN MODE -  Container demo-web-1  Starting\n');
});

test.each(['ps', 'config', 'plan', 'image ls', 'engine stop', 'login', 'load -i x', 'rmi x', 'exec web ls'])(
  '--dry-run %s is refused',
  async (line) => {
    const { host, requests, run } = bench(NOTHING);
    expect(await run(`--dry-run ${line}`)).toBe(1);
    expect(host.stderr.text).toMatch(/^--dry-run has no meaning for "/);
    expect(requests).toEqual([]);
  },
);
