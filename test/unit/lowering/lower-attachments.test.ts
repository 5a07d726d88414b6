import { expect, it } from 'vitest';
import { lowerAttachments } from '../../../src/lowering/lower-attachments.js';
import type { Service } from '../../../src/model/service.js';
import { service, stack } from './stacks.js';

const NETWORKS = { a: { name: 'demo_a', ipam: {} }, b: { name: 'demo_b', ipam: {} } };

function lower(parts: Partial<Service>) {
  const web = service(parts);
  return lowerAttachments(stack({ web }, { networks: NETWORKS }), 'web', web);
}

it('addresses are those of a network, and a MAC address of the service that of its first one', () => {
  const networks = { b: { ipv4_address: '10.0.0.5', mac_address: '02-00-00-00-00-0B' }, a: null };
  expect(lower({ networks, mac_address: '02:00:00:00:00:0a' })).toEqual([
    {
      network: 'demo_b',
      aliases: ['web', 'web.demo'],
      ipv4Address: '10.0.0.5',
      macAddress: '02:00:00:00:00:0b',
    },
    { network: 'demo_a', aliases: ['web', 'web.demo'], macAddress: '02:00:00:00:00:0a' },
  ]);
});

it.each<[Partial<Service>, readonly string[]]>([
  [{ networks: { a: { ipv4_address: 'foo' } } }, ['networks', 'a', 'ipv4_address']],
  [{ networks: { a: { mac_address: '01:00:5e:00:00:01' } } }, ['networks', 'a', 'mac_address']],
  [{ networks: { a: null }, mac_address: 'foo' }, ['mac_address']],
  [
    { networks: { a: { mac_address: '02:00:00:00:00:01' } }, mac_address: '02:00:00:00:00:02' },
    ['mac_address'],
  ],
  [{ networks: {}, mac_address: '02:00:00:00:00:02' }, ['mac_address']],
])('%j is refused at its place', (parts, place) => {
  let thrown: unknown;
  try {
    lower(parts);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({
    code: 'STACK_FILE_INVALID',
    details: { path: ['services', 'web', ...place] },
  });
});

it('the network of containers outside of all stacks has two names', () => {
  for (const network_mode of ['bridge', 'default']) {
    expect(lower({ networks: {}, network_mode })).toEqual([{ network: 'bridge', aliases: [] }]);
  }
});
