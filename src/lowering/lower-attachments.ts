import type { Service } from '../model/service.js';
import type { Stack } from '../model/stack.js';
import type { NetworkAttachment } from '../spec/container.js';
import { checkIpv4, readMac } from '../spec/options/names.js';
import { invalid } from './invalid.js';
import { networkOf } from './lower-network.js';
import { withPlace } from './with-place.js';

/** The network of containers outside of all stacks, which has two names. */
export function isDefaultBridge(mode: string | undefined): boolean {
  return mode === 'bridge' || mode === 'default';
}

/**
 * How a service is on its networks. On a shared network bare names of two stacks collide; `<service>.<stack>` always tells them
 * apart. A MAC address of the service's own is that of its first interface.
 * @throws TscomposeError STACK_FILE_INVALID with the path of the value
 */
export function lowerAttachments(stack: Stack, name: string, service: Service): readonly NetworkAttachment[] {
  const path = ['services', name];
  if (isDefaultBridge(service.network_mode)) return [{ network: 'bridge', aliases: [] }];
  const wanted = Object.entries(service.networks ?? {});
  const own = service.mac_address || undefined;
  const first = [...wanted].sort(([left], [right]) => (left < right ? -1 : 1))[0]?.[0];
  if (own !== undefined && first === undefined)
    throw invalid([...path, 'mac_address'], 'there is no network that it could be for');
  return wanted.map(([key, settings]) => {
    const at = [...path, 'networks', key];
    const { ipv4_address: ipv4, mac_address: there } = settings ?? {};
    const mac = there || (key === first ? own : undefined);
    if (there && own !== undefined && key === first && readMac(there) !== readMac(own)) {
      throw invalid([...path, 'mac_address'], `it is another one than that of networks.${key}`);
    }
    return {
      network: networkOf(stack, key, at).name,
      aliases: [...new Set([name, ...(settings?.aliases ?? []), `${name}.${stack.name}`])],
      ...(ipv4 ? { ipv4Address: withPlace([...at, 'ipv4_address'], () => checkIpv4(ipv4)) } : {}),
      ...(mac
        ? {
            macAddress: withPlace(there ? [...at, 'mac_address'] : [...path, 'mac_address'], () =>
              readMac(mac),
            ),
          }
        : {}),
    };
  });
}
