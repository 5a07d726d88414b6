import { expect, test } from 'vitest';
import { withOneOff } from '../../../src/lowering/lower-one-off.js';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import type { OneOff } from '../../../src/spec/operations.js';
import { DEMO } from '../cli/support/samples.js';

const ONE_OFF: OneOff = {
  name: 'demo-db-run-0123456789ab',
  slug: '0123456789ab',
  useAliases: false,
  autoRemove: false,
  stdinOpen: false,
  tty: false,
  mounts: [],
};

const ORIGIN = { workingDir: '/d', configFiles: ['/d/compose.yaml'] };

function made(changes: Partial<OneOff> = {}) {
  const desired = withOneOff(lowerStack(DEMO, ORIGIN, ['db']), 'db', { ...ONE_OFF, ...changes });
  const [service, ...others] = [...desired.services.values()];
  expect(others).toEqual([]);
  if (service === undefined) throw new Error('nothing is made');
  return { desired, service, spec: service.template.spec };
}

test('it is made beside the containers of the service, which is still known', () => {
  const { desired, service, spec } = made();
  expect(desired.services.has('db')).toBe(false);
  expect(desired.knownServices.has('db')).toBe(true);
  expect(service).toMatchObject({ scale: 1, containerName: 'demo-db-run-0123456789ab' });
  expect(spec.labels).toMatchObject({
    'com.docker.compose.service': 'db',
    'com.docker.compose.oneoff': 'True',
    'com.docker.compose.slug': '0123456789ab',
  });
  expect(spec.restart).toEqual({ name: 'no', maxRetries: 0 });
  expect(spec.networks).toEqual([{ network: 'demo_default', aliases: [] }]);
  expect(spec).not.toHaveProperty('autoRemove');
});

test('what was asked for is in it', () => {
  const mount = { type: 'bind', source: '/s', target: '/data', readOnly: false, createSource: true } as const;
  const { spec } = made({ useAliases: true, autoRemove: true, stdinOpen: true, tty: true, mounts: [mount] });
  expect(spec.networks[0]?.aliases).toContain('db');
  expect(spec).toMatchObject({
    autoRemove: true,
    stdinOpen: true,
    stdinOnce: true,
    tty: true,
    mounts: [mount],
  });
});
