import { expect, test } from 'vitest';
import { loadStack } from '../../../../src/stackfile/load-stack.js';
import type { StackRequest } from '../../../../src/stackfile/request.js';

const FILE = `services:
  web: {image: a, depends_on: {db: {condition: service_started}, cache: {condition: service_started, required: false}}}
  db: {image: a, networks: [data]}
  cache: {image: a, profiles: [cache]}
  other: {image: a}
  admin: {image: a, profiles: [tools], depends_on: [helper]}
  helper: {image: a, profiles: [help]}
networks: {data: , unused: }
`;

function load(choice: Partial<StackRequest>) {
  const read = (path: string) =>
    path === '/p/compose.yaml'
      ? ({ kind: 'file', bytes: Buffer.from(FILE) } as const)
      : ({ kind: 'missing' } as const);
  return loadStack({ cwd: '/p', files: ['compose.yaml'], environment: {}, reader: { read }, ...choice });
}

test('selected services come with what they depend on, and only what these use stays', () => {
  const { stack, disabledServices } = load({ select: ['web'] });
  expect(Object.keys(stack.services).sort()).toEqual(['db', 'web']);
  expect(Object.keys(stack.services.web?.depends_on ?? {})).toEqual(['db']);
  expect(Object.keys(stack.networks ?? {}).sort()).toEqual(['data', 'default']);
  expect([...disabledServices.entries.keys()].sort()).toEqual(['admin', 'cache', 'helper', 'other']);
  expect(Object.keys(load({ select: ['db'], allResources: true }).stack.networks ?? {})).toContain('unused');
});

test('a service that is called by name is active, whatever its profiles', () => {
  expect(Object.keys(load({ enable: ['cache'] }).stack.services).sort()).toEqual([
    'cache',
    'db',
    'other',
    'web',
  ]);
  expect(Object.keys(load({ select: ['cache'] }).stack.services)).toEqual(['cache']);
});

test('a needed service whose profile is not active is told with its place', () => {
  expect(() => load({ select: ['admin'] })).toThrow(
    /^compose\.yaml:6:\d+: services\.admin\.depends_on\.helper: the service "helper" has no active profile/,
  );
});

test('a name that no service has is refused', () => {
  expect(() => load({ select: ['wbe'] })).toThrow('no such service: wbe');
});
