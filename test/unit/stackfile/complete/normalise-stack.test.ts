import { describe, expect, it } from 'vitest';
import { normaliseStack } from '../../../../src/stackfile/complete/normalise-stack.js';
import { setDefaults } from '../../../../src/stackfile/complete/set-defaults.js';
import { usedResources } from '../../../../src/stackfile/complete/used-resources.js';
import { attributesOf, runPass, web } from '../support/pass.js';

const normal = (text: string) => runPass(text, (root) => normaliseStack(root, 'demo'));
const started = { condition: 'service_started', required: true };

describe('what a stack implies', () => {
  it('is that a service depends on those it links to, shares with, or takes volumes from', () => {
    const text = web(
      'links: [a, "b:alias"], ipc: "service:c", pid: host, volumes_from: ["d:ro", "container:e"]',
    );
    expect(attributesOf(normal(text))).toMatchObject({
      depends_on: {
        a: { ...started, restart: true },
        b: { ...started, restart: true },
        c: { ...started, restart: true },
        d: started,
      },
    });
  });

  it('never replaces what is written about a dependency', () => {
    const text = web('links: [a], depends_on: {a: {condition: service_healthy}}');
    expect(attributesOf(normal(text))).toMatchObject({ depends_on: { a: { condition: 'service_healthy' } } });
  });

  it('is a default network, unless nobody would be on it', () => {
    expect(normal(web('image: x')).value).toMatchObject({ networks: { default: { name: 'demo_default' } } });
    expect(normal(web('network_mode: host')).value).not.toHaveProperty('networks');
    expect(normal(web('provider: {type: x}')).value).not.toHaveProperty('networks');
  });

  it('are full names, but for what is external or named', () => {
    const text = 'volumes: {a: , b: {external: true}, c: {name: d}}';
    expect(normal(text).value).toEqual({
      name: 'demo',
      volumes: { a: { name: 'demo_a' }, b: { external: true, name: 'b' }, c: { name: 'd' } },
    });
  });

  it('is a Dockerfile, unless its text stands in the stack', () => {
    expect(attributesOf(normal(web('build: {}, network_mode: none')))).toMatchObject({
      build: { context: '.', dockerfile: 'Dockerfile' },
    });
    expect(attributesOf(normal(web('build: {dockerfile_inline: x}')))).not.toHaveProperty('build.dockerfile');
  });
});

it('defaults are the target of a secret, the protocol and mode of a port, and all devices', () => {
  const text = web('secrets: [{source: s}], ports: [{target: 80}], gpus: [{}, {device_ids: ["1"]}]');
  expect(attributesOf(runPass(text, setDefaults))).toEqual({
    secrets: [{ source: 's', target: '/run/secrets/s' }],
    ports: [{ target: 80, protocol: 'tcp', mode: 'ingress' }],
    gpus: [{ count: 'all' }, { device_ids: ['1'] }],
  });
});

it('resources that no service uses are left out', () => {
  const text = `${web('networks: {a: }, volumes: [{type: volume, source: v}], build: {secrets: [{source: s}]}')}
networks: {a: {}, b: {}}
volumes: {v: {}, w: {}}
secrets: {s: {}, t: {}}
configs: {c: {}}`;
  const { services: _, ...rest } = runPass(text, usedResources).value as Record<string, unknown>;
  expect(rest).toEqual({ networks: { a: {} }, volumes: { v: {} }, secrets: { s: {} } });
});
