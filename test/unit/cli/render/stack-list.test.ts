import { expect, test } from 'vitest';
import { stackRows, stackTable } from '../../../../src/cli/render/stack-list.js';
import type { ContainerState } from '../../../../src/spec/container.js';
import { container as summary } from '../support/samples.js';

const RUNNING: ContainerState = { status: 'running', pid: 1, startedAt: '2026-01-01T00:00:00Z' };
const EXITED: ContainerState = {
  status: 'exited',
  exitCode: 0,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
  oomKilled: false,
};

const labels = { 'com.docker.compose.project.config_files': '/b/compose.yaml' };
const CONTAINERS = [
  summary({ stack: 'two', state: EXITED }),
  summary({ stack: 'one', state: EXITED, labels }),
  summary({ stack: 'one', state: { ...RUNNING, paused: true }, labels }),
  summary({ stack: '', state: RUNNING }),
];

test('stacks of which something runs, with the states of what is counted', () => {
  const rows = stackRows(CONTAINERS, { all: false, names: [] });
  expect(rows).toEqual([{ Name: 'one', Status: 'paused(1)', ConfigFiles: '/b/compose.yaml' }]);
  expect(stackTable(rows)).toBe(
    'NAME                STATUS              CONFIG FILES\none                 paused(1)           /b/compose.yaml\n',
  );
});

test('all stacks, sorted; a pattern chooses', () => {
  expect(stackRows(CONTAINERS, { all: true, names: [] })).toMatchObject([
    { Name: 'one', Status: 'exited(1), paused(1)' },
    { Name: 'two', Status: 'exited(1)', ConfigFiles: '' },
  ]);
  expect(stackRows(CONTAINERS, { all: true, names: ['^t', '('] })).toMatchObject([{ Name: 'two' }]);
});
