import { describe, expect, it } from 'vitest';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import type { Service } from '../../../src/model/service.js';
import type { Stack } from '../../../src/model/stack.js';
import { diffSpecs } from '../../../src/reconcile/spec-diff.js';
import type { ObservedContainer } from '../../../src/spec/container.js';
import type { FileContents } from '../../../src/spec/file-contents.js';
import { needs, ORIGIN, service, stack } from '../lowering/stacks.js';
import { exited, RUNNING, reached, upText } from './situations.js';

const REST = {
  networks: {
    default: { name: 'demo_default', ipam: {} },
    back: { name: 'demo_back', ipam: {} },
  },
  volumes: { data: { name: 'demo_data' } },
};
const WEB = service({
  environment: { A: '1', B: '2' },
  labels: { x: '1' },
  ports: [
    { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' },
    { mode: 'ingress', target: 443, published: '8443', protocol: 'tcp' },
  ],
  volumes: [
    { type: 'volume', source: 'data', target: '/data' },
    { type: 'bind', source: '/etc/hosts', target: '/hosts' },
  ],
  networks: { default: { aliases: ['b', 'a'] }, back: null },
  tmpfs: ['/run:size=1m,noexec,nosuid'],
  healthcheck: { test: ['CMD', 'true'], interval: '30s' },
  restart: 'no',
  stop_grace_period: '1s',
});

function planned(change: Partial<Service>): string {
  const file = (web: Service) => stack({ web, db: service() }, REST);
  return upText(file({ ...WEB, ...change }), reached(file(WEB)));
}

describe('a container', () => {
  it.each<[string, Partial<Service>]>([
    ['environment.A: 1 → 9', { environment: { A: '9', B: '2' } }],
    ['environment.B: 2 → none', { environment: { A: '1' } }],
    ['labels.x: 1 → 2', { labels: { x: '2' } }],
    ['command: none → ["sleep"]', { command: ['sleep'] }],
    ['ports: ["0.0.0.0:8080:80/tcp","0.0.0.0:8443:443/tcp"] → none', { ports: [] }],
    [
      'volumes./data: volume demo_data → volume demo_data, read-only',
      {
        volumes: [
          { type: 'volume', source: 'data', target: '/data', read_only: true },
          { type: 'bind', source: '/etc/hosts', target: '/hosts' },
        ],
      },
    ],
    ['networks.demo_back: ["web","web.demo"] → none', { networks: { default: { aliases: ['b', 'a'] } } }],
    ['healthcheck.intervalMs: 30000 → 31000', { healthcheck: { test: ['CMD', 'true'], interval: '31s' } }],
    ['stop_signal: none → SIGINT', { stop_signal: 'SIGINT' }],
    ['pids_limit: none → 9', { pids_limit: 9 }],
  ])('is recreated for %s', (cause, change) => {
    expect(planned(change)).toContain(`recreate container demo-web-1: ${cause}`);
    expect(planned(change)).not.toContain('demo-db-1');
  });

  it.each<[string, Partial<Service>]>([
    ['restart: no → always', { restart: 'always' }],
    ['stop_grace_period: 1s → 2s', { stop_grace_period: '2s' }],
    ['depends_on: none → db:service_started:false', { depends_on: needs('db', 'service_started') }],
  ])('goes on, and what is recorded of it changes, for %s', (cause, change) => {
    expect(planned(change)).toBe(`1. update container demo-web-1: ${cause}\n`);
  });

  it.each<[string, Partial<Service>]>([
    ['the order of variables', { environment: { B: '2', A: '1' } }],
    ['the order of ports', { ports: [...(WEB.ports ?? [])].reverse() }],
    ['the order of mounts', { volumes: [...(WEB.volumes ?? [])].reverse() }],
    ['the order of networks and aliases', { networks: { back: null, default: { aliases: ['a', 'b'] } } }],
    ['the order of tmpfs options', { tmpfs: ['/run:nosuid,size=1m,noexec'] }],
    ['what says the default', { stop_grace_period: '1000ms', hostname: WEB.hostname as never }],
    ['profiles', { profiles: ['x'] }],
    ['pull_policy', { pull_policy: 'never' }],
    ['attach', { attach: false }],
    ['expose', { expose: ['99'] }],
    ['its number', { scale: 1 }],
  ])('stays as it is for %s', (_, change) => {
    expect(planned(change)).toBe('');
  });

  it('is not recreated because another version hashes otherwise', () => {
    const file = stack({ web: WEB }, REST);
    const situation = reached(file, ({ spec }) => ({
      spec: { ...spec, labels: { ...spec.labels, 'com.docker.compose.config-hash': 'old' } },
    }));
    expect(upText(file, situation)).toBe('');
  });

  it('is updated before it is started', () => {
    const file = (restart: string) => stack({ web: { ...WEB, restart } }, REST);
    expect(
      upText(
        file('always'),
        reached(file('no'), () => ({ state: exited(1) })),
      ),
    ).toBe(
      [
        '1. update container demo-web-1: restart: no → always',
        '2. start container demo-web-1: not running (exited 1) [after 1]',
        '',
      ].join('\n'),
    );
  });

  it('is not updated either when it must not be recreated', () => {
    const file = (restart: string) => stack({ web: { ...WEB, restart } }, REST);
    expect(upText(file('always'), reached(file('no')), { recreate: 'none' })).toBe('');
  });
});

describe('of a possible secret', () => {
  it.each([
    'DB_PASSWORD',
    'PGPASSWORD',
    'MYSQL_PWD',
    'API_TOKEN',
    'SECRET_KEY_BASE',
    'STRIPE_API_KEY',
    'SSH_PRIVATE_KEY',
    'ENCRYPTION_KEY',
    'BASIC_AUTH',
    'SENTRY_DSN',
  ])('%s only the change is told', (name) => {
    expect(planned({ environment: { A: '1', B: '2', [name]: 'geheim' } })).toContain(
      `environment.${name} changed`,
    );
    expect(planned({ environment: { A: '1', B: '2', [name]: 'geheim' } })).not.toContain('geheim');
  });

  it.each(['AUTHOR', 'KEYBOARD', 'MONKEY_COUNT'])('%s is none', (name) => {
    expect(planned({ environment: { A: '1', B: '2', [name]: 'x' } })).toContain(
      `environment.${name}: none → x`,
    );
  });

  it.each<[Partial<Service>, string]>([
    [{ environment: { A: '1', B: '2', URL: 'postgres://me:geheim@db/x' } }, 'none → postgres://***@db/x'],
    [
      { command: ['run', '--db-password=geheim', '--port', '80'] },
      '["run","--db-password=***","--port","80"]',
    ],
    [{ command: ['run', '--token', 'geheim'] }, '["run","--token","***"]'],
  ])('within a value it is masked: %j', (change, expected) => {
    expect(planned(change)).toContain(expected);
    expect(planned(change)).not.toContain('geheim');
  });
});

describe('a container with a secret and a config', () => {
  const web = service({ secrets: [{ source: 'db' }], configs: [{ source: 'app', mode: '0400' }] });
  const granted: Stack = {
    ...stack({ web }, REST),
    secrets: { db: { name: 'demo_db', file: '/srv/db' } },
    configs: { app: { name: 'demo_app', content: 'x' } },
  };
  const contents = (db: string, app: string) => ({
    secrets: { db: { digest: `sha256:${db}` } },
    configs: { app: { digest: `sha256:${app}`, base64: '' } },
  });
  const causes = (after: Stack, held: FileContents) => {
    const [before, desired] = [
      lowerStack(granted, ORIGIN, [], { contents: contents('1', '1') }),
      lowerStack(after, ORIGIN, [], { contents: held }),
    ].map((lowered) => lowered.services.get('web')?.template.spec);
    if (before === undefined || desired === undefined) throw new Error('no web');
    return diffSpecs({ ...before, name: 'x' }, { ...desired, name: 'x' });
  };

  it('is recreated when what they hold changes, which is not shown', () => {
    expect(causes(granted, contents('1', '1'))).toEqual([]);
    expect(causes(granted, contents('2', '1'))).toEqual(['secret db: contents changed']);
    expect(causes(granted, contents('1', '2'))).toEqual(['config app: contents changed']);
  });

  it('tells apart what is new from what has changed', () => {
    const without = { ...granted, services: { web: { ...web, configs: [] } } };
    expect(causes(without, contents('1', '1'))).toEqual([
      'config app on /app: copy, owner 0:0, mode 400 → none',
    ]);
  });
});

describe('a container that was renamed', () => {
  const file = stack({ web: service() });
  const renamed = (state: ObservedContainer['state']) =>
    reached(file, ({ spec }) => ({ spec: { ...spec, name: 'other' }, state }));

  it('is started under its name, and keeps it until it is made anew', () => {
    expect(upText(file, renamed(exited(0)))).toContain('start container other');
    expect(upText(file, renamed(RUNNING))).not.toContain('demo-web-1');
    const changed = stack({ web: service({ user: 'me' }) });
    expect(upText(changed, renamed(RUNNING))).toMatch(
      /create container demo-web-1[\s\S]*start container demo-web-1/,
    );
  });
});
