import { expect, it } from 'vitest';
import type { ObservedContainer } from '../../../src/spec/container.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { exited, NOTHING, reached, upText } from './situations.js';

const DB = service({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] });
const WEB = service({ depends_on: needs('db', 'service_healthy'), environment: { PORT: '80' } });
const VOLUMES = { volumes: { data: { name: 'demo_data' } } };
const SHOP = stack({ db: DB, web: WEB, cache: service() }, VOLUMES);

function only(name: string, change: Partial<ObservedContainer>) {
  return (container: ObservedContainer) => (container.spec.name === name ? change : {});
}

it('creates everything at the same time and starts in order of dependency', () => {
  expect(upText(SHOP, { ...NOTHING, images: new Map() })).toMatchInlineSnapshot(`
    "1. create network demo_default: missing
    2. create volume demo_data: missing
    3. pull image nginx:1.22: not in the store
    4. create container demo-cache-1: missing [after 1, 3]
    5. create container demo-db-1: missing [after 1, 2, 3]
    6. create container demo-web-1: missing [after 1, 3]
    7. start container demo-cache-1: missing [after 1, 4]
    8. start container demo-db-1: missing [after 1, 2, 5]
    9. wait until container demo-db-1 is healthy: web needs it [after 8]
    10. start container demo-web-1: missing [after 1, 6, 9]
    "
  `);
});

it('has nothing to do once the state is reached', () => {
  expect(upText(SHOP, reached(SHOP, undefined, { db: 'healthy' }))).toBe('');
  expect(upText(SHOP, reached(SHOP, undefined, { db: 'healthy' }), { wait: true })).toBe('');
});

it('awaits what containers that stay need, but of those that there are none of and where nothing is to start', () => {
  const situation = reached(SHOP, undefined, { db: 'unhealthy' });
  expect(upText(SHOP, situation)).toBe('1. wait until container demo-db-1 is healthy: web needs it\n');
  expect(upText(SHOP, situation, { wait: true })).toBe(
    '1. wait until container demo-db-1 is healthy: web needs it\n',
  );
  expect(upText(SHOP, situation, { noStart: true })).toBe('');
  expect(upText(SHOP, situation, {}, ['db'])).toBe('');
  const none = stack({ ...SHOP.services, web: { ...WEB, scale: 0 } }, VOLUMES);
  expect(upText(none, reached(none, undefined, { db: 'unhealthy' }))).toBe('');
});

it('replaces a changed service alone, and says what changed', () => {
  const changed = stack(
    {
      ...SHOP.services,
      db: { ...DB, environment: { PASSWORD: 'geheim', LEVEL: '2' }, restart: 'always' },
    },
    VOLUMES,
  );
  expect(upText(changed, reached(SHOP))).toMatchInlineSnapshot(`
    "1. stop container demo-db-1: environment.LEVEL: none → 2; environment.PASSWORD changed; restart: no → always
    2. remove container demo-db-1: environment.LEVEL: none → 2; environment.PASSWORD changed; restart: no → always [after 1]
    3. recreate container demo-db-1: environment.LEVEL: none → 2; environment.PASSWORD changed; restart: no → always [after 2]
    4. start container demo-db-1: environment.LEVEL: none → 2; environment.PASSWORD changed; restart: no → always [after 3]
    5. wait until container demo-db-1 is healthy: web needs it [after 4]
    "
  `);
});

it('starts what is not running, awaiting what it needs', () => {
  const situation = reached(SHOP, only('demo-web-1', { state: exited(3) }), { db: 'starting' });
  expect(upText(SHOP, situation)).toMatchInlineSnapshot(`
    "1. wait until container demo-db-1 is healthy: web needs it
    2. start container demo-web-1: not running (exited 3) [after 1]
    "
  `);
});

it('lets the old container serve until image and dependencies of the new one are ready', () => {
  const changed = stack({ ...SHOP.services, web: { ...WEB, image: 'nginx:1.23' } }, VOLUMES);
  const situation = reached(SHOP, only('demo-db-1', { state: exited('unknown') }));
  expect(upText(changed, situation)).toMatchInlineSnapshot(`
    "1. pull image nginx:1.23: not in the store
    2. start container demo-db-1: not running (exit code unknown)
    3. wait until container demo-db-1 is healthy: web needs it [after 2]
    4. stop container demo-web-1: image: nginx:1.22 → nginx:1.23 [after 1, 3]
    5. remove container demo-web-1: image: nginx:1.22 → nginx:1.23 [after 4]
    6. recreate container demo-web-1: image: nginx:1.22 → nginx:1.23 [after 1, 5]
    7. start container demo-web-1: image: nginx:1.22 → nginx:1.23 [after 3, 6]
    "
  `);
});

it('replaces containers whose tag points at another image now', () => {
  const situation = {
    ...reached(SHOP, undefined, { db: 'healthy' }),
    images: new Map([['nginx:1.22', 'sha256:0123456789abcdef']]),
  };
  expect(upText(SHOP, situation, {}, ['cache'])).toMatchInlineSnapshot(`
    "1. stop container demo-cache-1: image nginx:1.22 changed: one → 0123456789ab
    2. remove container demo-cache-1: image nginx:1.22 changed: one → 0123456789ab [after 1]
    3. recreate container demo-cache-1: image nginx:1.22 changed: one → 0123456789ab [after 2]
    4. start container demo-cache-1: image nginx:1.22 changed: one → 0123456789ab [after 3]
    "
  `);
});

it('restarts a dependent around the replacement when it asks for that', () => {
  const before = stack({
    web: service({ depends_on: needs('api', 'service_started', { restart: true }) }),
    api: service({ depends_on: needs('db', 'service_healthy', { restart: true }) }),
    db: service(),
  });
  const after = stack({ ...before.services, db: service({ user: 'postgres' }) });
  expect(upText(after, reached(before, undefined, { db: 'healthy' }))).toMatchInlineSnapshot(`
    "1. stop container demo-web-1: api is restarted
    2. stop container demo-api-1: db is restarted [after 1]
    3. stop container demo-db-1: user: none → postgres [after 2]
    4. remove container demo-db-1: user: none → postgres [after 3]
    5. recreate container demo-db-1: user: none → postgres [after 4]
    6. start container demo-db-1: user: none → postgres [after 5]
    7. wait until container demo-db-1 is healthy: api needs it [after 6]
    8. start container demo-api-1: db is restarted [after 2, 7]
    9. start container demo-web-1: api is restarted [after 1, 8]
    "
  `);
});

it('does not run a completed job again, but one that failed', () => {
  const file = stack({
    migrate: service(),
    web: service({ depends_on: needs('migrate', 'service_completed_successfully') }),
  });
  expect(upText(file, reached(file, only('demo-migrate-1', { state: exited(0) })))).toBe('');
  const failed = reached(file, (container) => ({
    state: exited(container.spec.name === 'demo-migrate-1' ? 1 : 0),
  }));
  expect(upText(file, failed)).toMatchInlineSnapshot(`
    "1. start container demo-migrate-1: not running (exited 1)
    2. wait until container demo-migrate-1 is completed: web needs it [after 1]
    3. start container demo-web-1: not running (exited 0) [after 2]
    "
  `);
});

it('waits for all when asked, once each', () => {
  const situation = reached(SHOP, undefined, { db: 'starting', cache: 'starting' });
  expect(upText(SHOP, situation, { wait: true })).toMatchInlineSnapshot(`
    "1. wait until container demo-cache-1 is ready: waiting was asked for
    2. wait until container demo-db-1 is healthy: web needs it
    "
  `);
});

it('marks the waiting for a dependency that is not required', () => {
  const file = stack({
    web: service({ depends_on: needs('db', 'service_healthy', { required: false }) }),
    db: service(),
  });
  expect(upText(file, NOTHING)).toContain('wait until container demo-db-1 is healthy (not required)');
});

it('fails for the service that needs what another one only would like to have', () => {
  const like = service({ depends_on: needs('db', 'service_healthy', { required: false }) });
  const file = stack({ like, web: WEB, db: service() });
  const situation = reached(file, ({ spec }) => (spec.name === 'demo-db-1' ? {} : { state: exited(0) }), {
    db: 'unhealthy',
  });
  expect(upText(file, situation)).toMatchInlineSnapshot(`
    "1. wait until container demo-db-1 is healthy: web needs it
    2. wait until container demo-db-1 is healthy (not required): like needs it
    3. start container demo-like-1: not running (exited 0) [after 2]
    4. start container demo-web-1: not running (exited 0) [after 1]
    "
  `);
  expect(upText(file, situation, { wait: true })).toContain('wait until container demo-db-1 is healthy: ');
});

it('recreates everything that was selected when forced', () => {
  const situation = reached(SHOP, undefined, { db: 'healthy' });
  expect(upText(SHOP, situation, { recreate: 'all', timeoutMs: 0 }, ['cache'])).toMatchInlineSnapshot(`
    "1. stop container demo-cache-1: recreation was asked for
    2. remove container demo-cache-1: recreation was asked for [after 1]
    3. recreate container demo-cache-1: recreation was asked for [after 2]
    4. start container demo-cache-1: recreation was asked for [after 3]
    "
  `);
});

it('hands the anonymous volumes of a replaced container on, and removes by id', () => {
  const situation = reached(SHOP, only('demo-cache-1', { anonymousVolumes: { '/scratch': 'anon' } }));
  expect(upText(SHOP, situation, { recreate: 'all' }, ['cache'])).toContain(
    'recreate container demo-cache-1',
  );
});

it('replaces a container under its old name when container_name changes', () => {
  const before = stack({ web: service(), other: service({ container_name: 'front' }) });
  const after = stack({ web: service({ container_name: 'front' }), other: service() });
  expect(upText(after, reached(before))).toMatchInlineSnapshot(`
    "1. stop container demo-web-1: container_name: demo-web-1 → front
    2. stop container front: container_name: front → demo-other-1
    3. remove container demo-web-1: container_name: demo-web-1 → front [after 1]
    4. remove container front: container_name: front → demo-other-1 [after 2]
    5. recreate container demo-other-1: container_name: front → demo-other-1 [after 4]
    6. recreate container front: container_name: demo-web-1 → front [after 3, 4]
    7. start container demo-other-1: container_name: front → demo-other-1 [after 5]
    8. start container front: container_name: demo-web-1 → front [after 6]
    "
  `);
});

it('refuses a container name that another stack holds', () => {
  const other = { ...stack({ web: service({ container_name: 'front' }) }), name: 'other' };
  const file = stack({ web: service({ container_name: 'front' }) });
  const situation = reached(other);
  const observation = { ...situation.observation, networks: [] };
  expect(() => upText(file, { ...situation, observation })).toThrow(
    'the container name front is in use by stack other',
  );
});

it('warns of orphans, or removes them when asked', () => {
  const before = stack({ web: service(), old: service() });
  const after = stack({ web: service() });
  expect(upText(after, reached(before))).toMatchInlineSnapshot(`
    "warning: Found orphan containers ([demo-old-1]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.
    "
  `);
  expect(upText(after, reached(before), { removeOrphans: true })).toMatchInlineSnapshot(`
    "1. stop container demo-old-1: orphan: the stack has no service old
    2. remove container demo-old-1: orphan: the stack has no service old [after 1]
    "
  `);
});

it('does not take a service that was not selected for an orphan', () => {
  const file = stack({ web: service(), other: service() });
  expect(upText(file, reached(file), { removeOrphans: true }, ['web'])).toBe('');
});

it('removes replicas beyond those wanted', () => {
  const file = stack({ web: service() });
  const one = reached(file);
  const [first] = one.observation.containers;
  if (first === undefined) throw new Error('no container');
  const labels = { ...first.spec.labels, 'com.docker.compose.container-number': '2' };
  const second = { ...first, id: 'two', spec: { ...first.spec, name: 'demo-web-2', labels } };
  const two = { ...one, observation: { ...one.observation, containers: [first, second] } };
  expect(upText(file, two)).toMatchInlineSnapshot(`
    "1. stop container demo-web-2: more replicas than asked for
    2. remove container demo-web-2: more replicas than asked for [after 1]
    "
  `);
});

it('what shares a namespace with a container that is started anew is made anew with it', () => {
  const services = (extra: object) => ({
    own: service(extra),
    beside: service({
      network_mode: 'service:own',
      networks: {},
      depends_on: needs('own', 'service_started'),
    }),
    other: service(),
  });
  const before = reached(stack(services({})));
  expect(upText(stack(services({})), before)).not.toContain('beside');
  const plan = upText(stack(services({ user: 'app' })), before);
  expect(plan).toContain('network_mode: service own is started anew');
  expect(plan).not.toContain('demo-other-1');
});
