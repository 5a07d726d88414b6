import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseAddress } from '../../../../src/engine/network/address-choice.js';
import {
  formatAddress,
  formatSubnet,
  overlap,
  parseAddress,
  parseSubnet,
} from '../../../../src/engine/network/ipv4.js';
import { chooseSubnet, type SubnetHolder } from '../../../../src/engine/network/subnet-choice.js';
import type { NetworkSpec } from '../../../../src/spec/objects.js';

const spec = (fields: Partial<NetworkSpec> = {}): NetworkSpec => ({
  name: 'demo_default',
  labels: {},
  internal: false,
  ...fields,
});

const holder = (subnet: string, who: string, exclusive = true): SubnetHolder => ({
  subnet: parseSubnet(subnet),
  holder: who,
  exclusive,
});

describe('the subnet of a network', () => {
  it('is the first of the pools when nothing is in the way', () => {
    const { subnet, gateway } = chooseSubnet(spec(), []);
    expect([formatSubnet(subnet), formatAddress(gateway)]).toEqual(['172.18.0.0/24', '172.18.0.1']);
  });

  it('avoids networks, interfaces and routes, however large or small they are', () => {
    const holders = [
      holder('172.18.0.0/16', 'a route of this machine', false),
      holder('172.19.0.7/32', 'interface wg0'),
      holder('172.19.1.0/24', 'network other_default'),
    ];
    expect(formatSubnet(chooseSubnet(spec(), holders).subnet)).toBe('172.19.2.0/24');
  });

  it('never overlaps what is held', () => {
    const anySubnet = fc
      .tuple(fc.integer({ min: 0xac110000, max: 0xac1fffff }), fc.integer({ min: 12, max: 32 }))
      .map(([address, prefix]) => parseSubnet(`${formatAddress(address)}/${prefix}`));
    fc.assert(
      fc.property(fc.array(anySubnet, { maxLength: 30 }), (subnets) => {
        const holders = subnets.map((subnet) => ({ subnet, holder: 'x', exclusive: false }));
        const chosen = chooseSubnet(spec(), holders).subnet;
        return subnets.every((subnet) => !overlap(subnet, chosen));
      }),
    );
  });

  it('is exhausted only when every pool is', () => {
    const all = [holder('172.16.0.0/12', 'vpn'), holder('192.168.0.0/16', 'lan')];
    expect(() => chooseSubnet(spec(), all)).toThrow('no free subnet is left for network demo_default');
  });

  it('may be asked for, and shadow a route but nobody else', () => {
    const asked = spec({ subnet: '10.5.0.0/24', gateway: '10.5.0.254' });
    const vpn = holder('10.0.0.0/8', 'a route of this machine', false);
    const { subnet, gateway } = chooseSubnet(asked, [vpn]);
    expect([formatSubnet(subnet), formatAddress(gateway)]).toEqual(['10.5.0.0/24', '10.5.0.254']);
    expect(() => chooseSubnet(asked, [holder('10.5.0.0/16', 'network other_default')])).toThrow(
      'subnet 10.5.0.0/24 overlaps 10.5.0.0/16 of network other_default',
    );
  });

  it.each([
    [{ subnet: '10.5.0.1/24' }, 'did you mean 10.5.0.0/24?'],
    [{ subnet: '10.5.0.0/31' }, 'too small'],
    [{ subnet: 'fd00::/64' }, 'not an IPv4 network'],
    [{ subnet: '10.5.0.0' }, 'not an IPv4 network'],
    [{ subnet: '10.5.0.0/24', gateway: '10.6.0.1' }, 'gateway 10.6.0.1 is not a usable address'],
    [{ subnet: '10.5.0.0/24', gateway: '10.5.0.255' }, 'not a usable address'],
  ])('is refused when it makes no sense: %o', (fields, message) => {
    expect(() => chooseSubnet(spec(fields), [])).toThrow(message);
  });
});

describe('the address of a container', () => {
  const subnet = parseSubnet('10.5.0.0/29');

  it('is the lowest free one that is not the gateway', () => {
    expect(chooseAddress('n', subnet, parseAddress('10.5.0.1'), ['10.5.0.2', '10.5.0.4'])).toBe('10.5.0.3');
    expect(chooseAddress('n', subnet, parseAddress('10.5.0.6'), [])).toBe('10.5.0.1');
  });

  it('runs out before the broadcast address', () => {
    const taken = ['10.5.0.2', '10.5.0.3', '10.5.0.4', '10.5.0.5', '10.5.0.6'];
    expect(() => chooseAddress('n', subnet, parseAddress('10.5.0.1'), taken)).toThrow(
      'network n has no free address left in 10.5.0.0/29',
    );
  });
});
