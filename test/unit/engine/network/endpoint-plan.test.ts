import { describe, expect, it } from 'vitest';
import { planEndpoint } from '../../../../src/engine/network/endpoint-plan.js';
import { bridgeName, vethName } from '../../../../src/engine/network/kernel-names.js';
import type { EndpointRecord } from '../../../../src/engine/network/network-records.js';
import type { ObservedNetwork } from '../../../../src/spec/objects.js';

function network(name: string, third: number, internal = false): [string, ObservedNetwork] {
  const id = String(third).padStart(64, '0');
  return [
    name,
    {
      id,
      spec: { name, labels: {}, internal },
      subnet: `172.18.${third}.0/24`,
      gateway: `172.18.${third}.1`,
      bridge: bridgeName('', id),
      createdAt: '2026-01-01T00:00:00Z',
    },
  ];
}

const networks = new Map([network('web', 1), network('back', 2, true), network('admin', 3)]);

const request = (containerId: string, ...names: string[]) => ({
  containerId,
  names: [containerId],
  attachments: names.map((name) => ({ network: name, aliases: [] })),
  ports: [],
});

describe('the plan of an endpoint', () => {
  it('orders interfaces by network name and goes out by the first network that is not internal', () => {
    const plan = planEndpoint(request('a', 'web', 'back', 'admin'), networks, new Map(), '');
    expect(plan.links.map((link) => `${link.interface} ${link.network} ${link.address}`)).toEqual([
      'eth0 admin 172.18.3.2',
      'eth1 back 172.18.2.2',
      'eth2 web 172.18.1.2',
    ]);
    expect(plan.outwardNetwork).toBe('admin');
    expect(planEndpoint(request('a', 'back'), networks, new Map(), '').outwardNetwork).toBeUndefined();
  });

  it('gives the lowest free address, also past containers that are stopped', () => {
    const endpoints = new Map<string, EndpointRecord>();
    for (const id of ['a', 'b', 'c']) {
      endpoints.set(id, planEndpoint(request(id, 'web'), networks, endpoints, ''));
    }
    endpoints.delete('b');
    expect(planEndpoint(request('d', 'web'), networks, endpoints, '').links[0]?.address).toBe('172.18.1.3');
  });

  it('keeps address and interface of a container that was there before', () => {
    const endpoints = new Map<string, EndpointRecord>();
    for (const id of ['a', 'b']) endpoints.set(id, planEndpoint(request(id, 'web'), networks, endpoints, ''));
    const before = endpoints.get('b');
    endpoints.delete('a');
    expect(planEndpoint(request('b', 'web'), networks, endpoints, '').links).toEqual(before?.links);
  });

  it('refuses a network that does not exist', () => {
    expect(() => planEndpoint(request('a', 'nope'), networks, new Map(), '')).toThrow(
      'network nope does not exist',
    );
  });
});

describe('names of kernel objects', () => {
  it('fit an interface name and tell state roots apart', () => {
    const id = 'abcdef0123456789'.repeat(4);
    expect(bridgeName('', id)).toBe('tsc-abcdef0');
    expect(bridgeName('12345678', id)).toBe('tsc1234-abcdef0');
    const veth = vethName('12345678', id, id, () => false);
    expect(veth).toMatch(/^tscv1234-[0-9a-f]{6}$/);
    expect(veth.length).toBeLessThanOrEqual(15);
    expect(vethName('12345678', id, id, (name) => name === veth)).not.toBe(veth);
  });
});
