import type { Service } from '../model/service.js';
import type { Stack } from '../model/stack.js';
import type { ContainerSpec } from '../spec/container.js';
import type { SharingSettings } from '../spec/isolation.js';
import { containerMode, findConflict } from '../spec/options/sharing.js';
import { invalid } from './invalid.js';
import { isDefaultBridge } from './lower-attachments.js';

const SERVICE = 'service:';

/** The attributes by which a service has no namespace of its own. */
const MODES = ['network_mode', 'pid', 'ipc'] as const;

/** Services whose namespaces a service shares, by the attribute that says so. */
export function sharedServices(service: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(
    MODES.flatMap((key) => {
      const mode = service[key];
      return mode?.startsWith(SERVICE) ? [[key, mode.slice(SERVICE.length)]] : [];
    }),
  );
}

/** Namespaces that a service has in common with the machine, or with another container. */
export function lowerSharing(stack: Stack, service: Service): SharingSettings {
  const mode = (text: string) =>
    text.startsWith(SERVICE) ? containerMode(containerOf(stack, text.slice(SERVICE.length))) : text;
  const { network_mode: network, pid, ipc, uts } = service;
  return {
    // On no network at all, or on one that has a name, there is nothing shared.
    ...(network === undefined || network === 'none' || isDefaultBridge(network)
      ? {}
      : { networkMode: mode(network) }),
    ...(pid ? { pid: mode(pid) } : {}),
    ...(ipc === undefined || ipc === '' || ipc === 'private' ? {} : { ipc: mode(ipc) }),
    ...(uts === 'host' ? { uts } : {}),
  };
}

/** The first of a service's containers. */
function containerOf(stack: Stack, service: string): string {
  return stack.services[service]?.container_name ?? `${stack.name}-${service}-1`;
}

/** @throws TscomposeError STACK_FILE_INVALID for wishes about a namespace that is not the container's own */
export function checkSharing(spec: Omit<ContainerSpec, 'name'>, path: readonly string[]): void {
  const found = findConflict(spec);
  if (found !== undefined) throw invalid([...path, found.key], found.problem);
}
