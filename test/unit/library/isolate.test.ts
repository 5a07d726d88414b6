import { expect, it } from 'vitest';
import { isolate } from '../../../src/library/isolate.js';
import type { Stack } from '../../../src/model/stack.js';

const SERVICE = { image: 'nginx', command: null, entrypoint: null };

const STACK: Stack = {
  name: 'demo-1',
  services: {
    web: {
      ...SERVICE,
      container_name: 'the-web',
      ports: [
        { mode: 'ingress', host_ip: '127.0.0.1', target: 80, published: '8080', protocol: 'tcp' },
        { mode: 'ingress', target: 53, protocol: 'udp' },
      ],
    },
    db: SERVICE,
  },
  networks: {
    default: { name: 'demo-1_default', ipam: {} },
    front: {
      name: 'front',
      ipam: { driver: 'default', config: [{ subnet: '10.5.0.0/16' }] },
      internal: true,
    },
    shared: { name: 'shared', ipam: {}, external: true },
  },
  volumes: { data: { name: 'my-data' }, kept: { name: 'kept', external: true } },
};

it('leaves host ports, names and subnets to the engine', () => {
  const { services, networks, volumes } = isolate(STACK);
  expect(services.web).toEqual({
    ...SERVICE,
    ports: [
      { mode: 'ingress', host_ip: '127.0.0.1', target: 80, protocol: 'tcp' },
      { mode: 'ingress', target: 53, protocol: 'udp' },
    ],
  });
  expect(services.db).toEqual(STACK.services.db);
  expect(networks?.front).toEqual({ name: 'demo-1_front', ipam: { driver: 'default' }, internal: true });
  expect(volumes?.data).toEqual({ name: 'demo-1_data' });
});

it('keeps what is external, and changes nothing of its argument', () => {
  const before = structuredClone(STACK);
  const { networks, volumes } = isolate(STACK);
  expect(networks?.shared).toEqual(STACK.networks?.shared);
  expect(volumes?.kept).toEqual(STACK.volumes?.kept);
  expect(STACK).toEqual(before);
});

it('invents no networks and volumes', () => {
  expect(isolate({ name: 'a', services: {} })).toEqual({ name: 'a', services: {} });
});
