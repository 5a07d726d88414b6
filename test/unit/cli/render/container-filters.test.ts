import { expect, test } from 'vitest';
import { parseFilters } from '../../../../src/cli/filters.js';
import { FILTERS, isListed } from '../../../../src/cli/render/container-filters.js';
import { container } from '../support/samples.js';

const EXITED = {
  status: 'exited',
  exitCode: 3,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
  oomKilled: false,
} as const;

test.each([
  [[], true],
  [['name=web'], true],
  [['name=^/demo'], true],
  [['name=^web'], false],
  [['name=^web', 'name=demo'], true],
  [['id=c803'], true],
  [['label=com.docker.compose.service'], true],
  [['label=com.docker.compose.service=web', 'label=other'], false],
  [['status=running'], true],
  [['status=paused'], false],
  [['ancestor=nginx:1.22'], true],
  [['ancestor=732fcc53518a'], true],
  [['ancestor=nginx'], false],
  [['network=demo_default', 'health=none'], true],
  [['volume=data'], false],
])('%j', (values, expected) => {
  expect(isListed(container(), parseFilters(values, FILTERS), false)).toBe(expected);
});

test('what does not run is listed when it is asked for', () => {
  const ended = container({ state: EXITED });
  const filters = (...values: string[]) => parseFilters(values, FILTERS);
  expect(isListed(ended, filters(), false)).toBe(false);
  expect(isListed(ended, filters(), true)).toBe(true);
  expect(isListed(ended, filters('exited=3'), false)).toBe(true);
  expect(isListed(ended, filters('exited=4'), false)).toBe(false);
  expect(isListed(container({ state: EXITED, restarting: true }), filters(), false)).toBe(true);
});
