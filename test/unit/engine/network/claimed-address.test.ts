import { expect, it } from 'vitest';
import { planEndpoint } from '../../../../src/engine/network/endpoint-plan.js';
import type { EndpointRecord } from '../../../../src/engine/network/network-records.js';
import type { ObservedNetwork } from '../../../../src/spec/objects.js';

const NETWORK: ObservedNetwork = {
  id: 'f'.repeat(64),
  spec: { name: 'n', labels: {}, internal: false, subnet: '10.1.0.0/24' },
  subnet: '10.1.0.0/24',
  gateway: '10.1.0.1',
  bridge: 'tsc-1',
  createdAt: '',
};

function plan(
  containerId: string,
  own: object,
  others: readonly EndpointRecord[] = [],
  network = NETWORK,
): EndpointRecord {
  const attachments = [{ network: 'n', aliases: [], ...own }];
  const known = new Map(others.map((other) => [other.containerId, other]));
  return planEndpoint(
    { containerId, names: [containerId], attachments, ports: [] },
    new Map([['n', network]]),
    known,
    '',
  );
}

const address = (endpoint: EndpointRecord) => endpoint.links[0]?.address;

it('a container has the address that it asks for, and the interface that it asks for', () => {
  const endpoint = plan('a', { ipv4Address: '10.1.0.77', macAddress: '02:00:00:00:00:01' });
  expect(endpoint.links[0]).toMatchObject({ address: '10.1.0.77', macAddress: '02:00:00:00:00:01' });
  expect(address(plan('a', { ipv4Address: '10.1.0.9' }, [endpoint]))).toBe('10.1.0.9');
});

it.each([
  ['10.2.0.5', /does not contain/],
  ['10.1.0.1', /gateway/],
  ['10.1.0.0', /stands for the whole/],
  ['10.1.0.255', /stands for the whole/],
])('%s cannot be had', (ipv4Address, problem) => {
  expect(() => plan('a', { ipv4Address })).toThrow(problem);
});

it('one that runs keeps its address, one that stands still makes way and gets another', () => {
  const other = plan('b', {});
  expect(address(other)).toBe('10.1.0.2');
  expect(() => plan('a', { ipv4Address: '10.1.0.2' }, [other])).toThrow('10.1.0.2 is in use by b');
  const still = { ...other, attached: false };
  const wish = plan('a', { ipv4Address: '10.1.0.2' }, [still]);
  expect(address(wish)).toBe('10.1.0.2');
  expect(address(plan('b', {}, [still, wish]))).toBe('10.1.0.3');
});

it('a network whose subnet nobody chose has none to ask for', () => {
  const { subnet: _, ...spec } = NETWORK.spec;
  expect(() => plan('a', { ipv4Address: '10.1.0.5' }, [], { ...NETWORK, spec })).toThrow(
    /no subnet of its own choice/,
  );
});
