import { describe, expect, it } from 'vitest';
import { load, service } from './support/load.js';

/** The canonical form of service `web` with the given lines, without what is always there. */
function canonical(...lines: string[]) {
  const web = load(service(...lines)).stack.services.web;
  if (web === undefined) throw new Error('there is no service web');
  const { image, command, entrypoint, networks, ...rest } = web;
  return rest;
}

// The expected values were recorded from Docker Compose 2.40 (`config --format json`).
describe('the canonical form of a service', () => {
  it('always has command, entrypoint and networks', () => {
    expect(load(service()).stack).toEqual({
      name: 'demo',
      services: { web: { image: 'nginx', command: null, entrypoint: null, networks: { default: null } } },
      networks: { default: { name: 'demo_default', ipam: {} } },
    });
  });

  it('has words where a command was text, and keeps an explicitly empty one', () => {
    const { command, entrypoint } =
      load(service('command: a "b c" \'d\' e\\ f $$(g h)', 'entrypoint: []')).stack.services.web ?? {};
    expect(command).toEqual(['a', 'b c', 'd', 'e f', '$(g h)']);
    expect(entrypoint).toEqual([]);
  });

  it('has one entry per container port, and a range where the engine may choose', () => {
    const spec = '["80", "127.0.0.1:8000-8001:90-91/udp", "9000-9010:99", "[::1]:53:53", 81, "::70"]';
    const { ports } = canonical(`ports: ${spec.replace('"::70"', '"127.0.0.1::70"')}`);
    expect(ports).toEqual([
      { mode: 'ingress', target: 80, protocol: 'tcp' },
      { mode: 'ingress', host_ip: '127.0.0.1', target: 90, published: '8000', protocol: 'udp' },
      { mode: 'ingress', host_ip: '127.0.0.1', target: 91, published: '8001', protocol: 'udp' },
      { mode: 'ingress', target: 99, published: '9000-9010', protocol: 'tcp' },
      { mode: 'ingress', host_ip: '::1', target: 53, published: '53', protocol: 'tcp' },
      { mode: 'ingress', target: 81, protocol: 'tcp' },
      { mode: 'ingress', host_ip: '127.0.0.1', target: 70, protocol: 'tcp' },
    ]);
  });

  it('has each port once', () => {
    const { ports } = canonical('ports: ["80:80", {target: 80, published: 80}, "80:80/udp"]');
    expect(ports?.map(({ protocol }) => protocol)).toEqual(['tcp', 'udp']);
  });

  it('has long volumes with absolute host paths', () => {
    const { volumes } = canonical(
      'volumes:',
      ...['./s/:/y/', '~:/h', '../:/q', '/a/../b/:/x:ro,rslave', '/anon/'].map((volume) => `  - "${volume}"`),
      '  - {type: bind, source: k, target: /k}',
      '  - {type: tmpfs, target: /t, tmpfs: {size: 10m, mode: 0o1777}}',
    );
    const bind = { create_host_path: true };
    expect(volumes).toEqual([
      { type: 'bind', source: '/srv/demo/s', target: '/y', bind },
      { type: 'bind', source: '/home/me', target: '/h', bind },
      { type: 'bind', source: '/srv', target: '/q', bind },
      {
        type: 'bind',
        source: '/a/../b/',
        target: '/x',
        read_only: true,
        bind: { ...bind, propagation: 'rslave' },
      },
      { type: 'volume', target: '/anon', volume: {} },
      { type: 'bind', source: '/srv/demo/k', target: '/k' },
      { type: 'tmpfs', target: '/t', tmpfs: { size: '10485760', mode: 1023 } },
    ]);
  });

  it('lets a later volume take the place of an earlier one with the same target', () => {
    const { volumes } = canonical('volumes: ["/x:/a", "/o:/o", "/y:/a/"]');
    expect(volumes?.map(({ source }) => source)).toEqual(['/y', '/o']);
  });

  it('has maps where environment and labels were lists', () => {
    expect(canonical('environment: [A=1, B, "C=", D=x=y]', 'labels: [a=b, c]')).toEqual({
      environment: { A: '1', B: null, C: '', D: 'x=y' },
      labels: { a: 'b', c: '' },
    });
  });

  it('takes numbers and booleans as the text that Compose makes of them', () => {
    const { environment } = canonical(
      'environment: {A: 1.50, B: 0755, C: 100000000000000000000, D: yes, E: 1.0, F: 123456789.0, G: true, H: 0x10, I: 9007199254740993, J: .inf, K: }',
    );
    expect(environment).toEqual({
      ...{ A: '1.5', B: '493', C: '1e+20', D: 'yes', E: '1', F: '1.23456789e+08', G: 'true', H: '16' },
      ...{ I: '9007199254740993', J: '+Inf', K: null },
    });
  });

  it('fills a variable without a value from the environment', () => {
    const { stack } = load(service('environment: [A, B]'), { environment: { A: 'a' } });
    expect(stack.services.web?.environment).toEqual({ A: 'a', B: null });
  });

  it('has durations in one form', () => {
    expect(
      canonical('stop_grace_period: 90s', 'healthcheck: {test: ls, interval: 1500ms, retries: 3}'),
    ).toEqual({
      stop_grace_period: '1m30s',
      healthcheck: { test: ['CMD-SHELL', 'ls'], interval: '1.5s', retries: 3 },
    });
  });

  it('says in what condition a dependency has to be', () => {
    const text = service('depends_on: [db]').concat(
      '  db: {image: x, depends_on: {c: {condition: service_healthy}}}\n  c: {image: x}\n',
    );
    const { services } = load(text).stack;
    expect(services.web?.depends_on).toEqual({ db: { condition: 'service_started', required: true } });
    expect(services.db?.depends_on).toEqual({ c: { condition: 'service_healthy', required: true } });
  });

  it('leaves out what is empty', () => {
    expect(canonical('hostname: ""', 'environment: {}', 'labels: []', 'volumes: []', 'x-a: 1')).toEqual({});
  });
});

describe('networks and volumes of the canonical form', () => {
  const text = [
    'services: {a: {image: x, networks: {front: {aliases: [q, q]}, back: }, volumes: ["data:/d", "kept:/k"]}}',
    'networks:',
    '  front: {internal: true, labels: [a=1], ipam: {config: [{subnet: 10.1.0.0/16, gateway: 10.1.0.1}]}}',
    '  back: {external: true, name: shared}',
    '  unused:',
    'volumes: {data: , kept: {external: true}, unused: }',
  ].join('\n');

  it('have full names, and are there only when a service uses them', () => {
    const { stack } = load(text);
    expect(stack.networks).toEqual({
      front: {
        name: 'demo_front',
        internal: true,
        labels: { a: '1' },
        ipam: { config: [{ subnet: '10.1.0.0/16', gateway: '10.1.0.1' }] },
      },
      back: { name: 'shared', external: true, ipam: {} },
    });
    expect(stack.volumes).toEqual({ data: { name: 'demo_data' }, kept: { name: 'kept', external: true } });
    expect(stack.services.a?.networks).toEqual({ front: { aliases: ['q'] }, back: null });
  });
});
