import { describe, expect, it } from 'vitest';
import { formatSubnet } from '../../../../../src/engine/network/ipv4.js';
import { attribute, be32, u32 } from '../../../../../src/engine/network/netlink/attribute.js';
import { createVeth, macOf } from '../../../../../src/engine/network/netlink/link.js';
import {
  addAddress,
  addDefaultRoute,
  decodeAddresses,
  decodeRoutes,
} from '../../../../../src/engine/network/netlink/route.js';

const RTM_NEWADDR = 20;
const RTM_NEWROUTE = 24;

function route(prefix: number, destination: number | undefined, type = 1): Buffer {
  return Buffer.concat([
    Buffer.from([2, prefix, 0, 0, 254, 2, 0, type]),
    u32(0),
    ...(destination === undefined ? [] : [attribute(1, be32(destination))]),
  ]);
}

describe('addresses and routes', () => {
  it('are encoded with broadcast address and prefix', () => {
    expect(Buffer.from(addAddress(5, 0xac120002, 24).body).toString('hex')).toBe(
      '02180000' + '05000000' + '08000200ac120002' + '08000100ac120002' + '08000400ac1200ff',
    );
    expect(Buffer.from(addDefaultRoute(0xac120001).body).toString('hex')).toBe(
      '02000000fe040001' + '00000000' + '08000500ac120001',
    );
  });

  it('are read from a dump, without the default route and what the kernel adds by itself', () => {
    const replies = [
      { type: RTM_NEWROUTE, payload: route(0, undefined) },
      { type: RTM_NEWROUTE, payload: route(16, 0x0a050000) },
      { type: RTM_NEWROUTE, payload: route(32, 0x7f000001, 2) },
      { type: RTM_NEWADDR, payload: route(16, 0x0a050000) },
    ];
    expect(decodeRoutes(replies).map(formatSubnet)).toEqual(['10.5.0.0/16']);
  });

  it('tell on which link an address is', () => {
    const payload = Buffer.concat([Buffer.from([2, 24, 0, 0]), u32(4), attribute(2, be32(0xc0000202))]);
    const [found] = decodeAddresses([{ type: RTM_NEWADDR, payload }]);
    expect(found).toEqual({ linkIndex: 4, address: 0xc0000202, subnet: { base: 0xc0000200, prefix: 24 } });
  });
});

describe('a veth pair', () => {
  it('has its peer made inside the namespace, with an address told from the IP address', () => {
    const mac = macOf(Buffer.from([172, 18, 0, 2]));
    expect(mac.toString('hex')).toBe('0242ac120002');
    const body = Buffer.from(
      createVeth({ name: 'tscv-a', master: 7, peerName: 'eth0', peerMac: mac, peerNetns: 21 }).body,
    ).toString('hex');
    expect(body).toContain('0a000100' + '0242ac120002');
    expect(body).toContain('08001c00' + '15000000');
  });
});
