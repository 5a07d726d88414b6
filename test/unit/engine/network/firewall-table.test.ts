import { describe, expect, it } from 'vitest';
import {
  addNetwork,
  addPorts,
  replaceTable,
  tableOf,
} from '../../../../src/engine/network/firewall-table.js';
import { parseSubnet } from '../../../../src/engine/network/ipv4.js';
import { batch } from '../../../../src/engine/network/netlink/nft-batch.js';

const table = tableOf('');
const network = { bridge: 'tsc-abcdef0', subnet: parseSubnet('172.18.0.0/24'), internal: false };
const port = {
  hostIp: '0.0.0.0',
  hostPort: 8080,
  containerPort: 80,
  protocol: 'tcp',
  containerAddress: '172.18.0.2',
} as const;

const hex = (body: Uint8Array | undefined) => Buffer.from(body ?? []).toString('hex');

describe('our nftables table', () => {
  it('is named after the state root', () => {
    expect([tableOf('').name, tableOf('0123abcd').name]).toEqual(['tscompose', 'tscompose-0123abcd']);
  });

  it('is replaced in one batch that first makes sure there is one to remove', () => {
    const whats = replaceTable(table, [], []).map((change) => change.what);
    expect(whats.slice(0, 3)).toEqual([
      'create nftables table tscompose',
      'remove nftables table tscompose',
      'create nftables table tscompose',
    ]);
  });

  it('publishes by one element that leads from protocol and port to address and port', () => {
    const [change, ...others] = addPorts(table, [port]);
    expect(others).toEqual([]);
    const key = '06000000' + '1f900000';
    const data = 'ac120002' + '00500000';
    expect(hex(change?.body)).toContain(`0c000100${key}`);
    expect(hex(change?.body)).toContain(`0c000100${data}`);
  });

  it('keeps ports of one host address apart from those of all', () => {
    const body = hex(addPorts(table, [{ ...port, hostIp: '127.0.0.1' }])[0]?.body);
    expect(body).toContain('10000100' + '06000000' + '7f000001' + '1f900000');
  });

  it('lets a subnet out unless its network is internal', () => {
    const sets = (internal: boolean) =>
      addNetwork(table, { ...network, internal }).map((change) => change.what);
    expect(sets(false).at(-1)).toBe('add to nftables set outgoing_subnets');
    expect(sets(true).at(-1)).toBe('add to nftables set internal_bridges');
    const range = hex(addNetwork(table, network).at(-1)?.body);
    expect(range).toContain('08000100ac120000');
    expect(range).toContain('08000100ac120100');
  });

  it('splits many ports over messages, none of which outgrows a nested attribute', () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({ ...port, hostPort: 10000 + index }));
    const changes = addPorts(table, many);
    expect(changes.length).toBeGreaterThan(1);
    for (const change of changes) expect(change.body.length).toBeLessThan(0xffff);
  });
});

describe('a batch', () => {
  it('stands between its begin and end, and asks for one answer', () => {
    const changes = batch(replaceTable(table, [network], [port]));
    expect([changes.at(0)?.type, changes.at(-1)?.type]).toEqual([0x10, 0x11]);
    expect(changes.filter((change) => (change.flags & 4) !== 0)).toHaveLength(1);
    expect(batch([])).toEqual([]);
  });
});
