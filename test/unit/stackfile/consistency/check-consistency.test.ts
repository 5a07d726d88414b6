import { describe, expect, it } from 'vitest';
import { headlines, load, service } from '../support/load.js';

describe('a stack whose parts do not fit together', () => {
  it.each([
    [service('networks: [a]'), 'networks.a: there is no network "a"'],
    [service('secrets: [s]'), 'secrets[0]: there is no secret "s"; define it under the top-level "secrets"'],
    [service('configs: [c]'), 'configs[0]: there is no config "c"'],
    [service('models: [m]'), 'models.m: there is no model "m"'],
    [service('network_mode: service:db'), 'network_mode: there is no service "db"'],
    [
      service('network_mode: host', 'networks: [default]'),
      'networks: "networks" cannot stand beside "network_mode"',
    ],
    [
      service('container_name: one', 'scale: 2'),
      'container_name: one name cannot do for the 2 containers of "scale"',
    ],
    [service('scale: 2', 'deploy: {replicas: 3}'), 'scale: 2 differs from the 3 of "deploy.replicas"'],
    [service('x-ready: {tcp: 99999}'), 'x-ready.tcp: has to be a whole number from 1 to 65535'],
    [service('x-ready: {tpc: 80}'), 'x-ready.tpc: unknown key; known are tcp, http, log'],
    [service('x-ready:'), 'x-ready: has to be a map with one of tcp, http, log'],
    [
      service('x-ready: {tcp: 80}', 'healthcheck: {test: exit 0}'),
      'x-ready: cannot stand beside "healthcheck"',
    ],
    [
      service('tmpfs: [/a]', 'volumes: [/a]'),
      'volumes[0]: "/a" is the target of another mount already, in line 4',
    ],
    [
      `${service()}configs: {c: {file: a, content: b}}\n`,
      'configs.c.content: "content" cannot stand beside "file"',
    ],
    [`${service()}secrets: {s: {labels: [a]}}\n`, 'secrets.s: has no source'],
    [
      `${service()}volumes: {v: {external: true, driver: x}}\n`,
      'volumes.v.driver: cannot stand beside "external"',
    ],
    [
      'services: {a: {build: {context: ., dockerfile: x, dockerfile_inline: y}}}',
      '"dockerfile_inline" cannot stand beside',
    ],
    [
      'services: {a: {command: x}}',
      'services.a: "image" is missing; a service needs an "image" or a "build"',
    ],
  ])('is refused: %j', (text, message) => {
    expect(headlines(text).join('\n')).toContain(message);
  });

  it('names the profile that a service would need', () => {
    const text = `${service('depends_on: [db]')}  db: {image: x, profiles: [data]}\n`;
    expect(headlines(text)).toEqual([
      'stack.yml:4:18: services.web.depends_on.db: services.db is left out: none of its profiles ("data") is active',
    ]);
    const optional = 'depends_on: {db: {condition: service_started, required: false}}';
    expect(() => load(`${service(optional)}  db: {image: x, profiles: [data]}\n`)).not.toThrow();
  });

  it('is accepted with a warning where only the engine would mind', () => {
    const text = `${service('ports: ["80:80"]')}  z: {image: x, ports: ["80:81"]}\n`;
    expect(load(text).warnings.map(({ text: line }) => line)).toEqual([
      'stack.yml:5:25: services.z.ports[0]: host port 80 is published by services.web too; only one of them can start',
    ]);
  });
});
