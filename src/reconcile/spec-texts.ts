import type { MountSpec, PortSpec, RestartPolicy } from '../spec/container.js';

/** Parts of a spec as short texts, near to what the stack file says; different parts have different texts. */

export function restartText({ name, maxRetries, delayMs, windowMs }: RestartPolicy): string {
  return [
    maxRetries > 0 ? `${name}:${maxRetries}` : name,
    ...(delayMs === undefined ? [] : [`delay ${secondsText(delayMs)}`]),
    ...(windowMs === undefined ? [] : [`window ${secondsText(windowMs)}`]),
  ].join(', ');
}

export function secondsText(milliseconds: number): string {
  return `${milliseconds / 1000}s`;
}

export function portText({ hostIp, hostPorts: [first, last], containerPort, protocol }: PortSpec): string {
  const host = first === 0 ? '' : first === last ? `${first}` : `${first}-${last}`;
  return `${hostIp}:${host}:${containerPort}/${protocol}`;
}

export function mountText(mount: MountSpec): string {
  switch (mount.type) {
    case 'volume':
      return words(
        mount.volume === undefined ? 'anonymous volume' : `volume ${mount.volume}`,
        mount.readOnly && 'read-only',
        mount.noCopy && 'nocopy',
        mount.subpath !== undefined && `subpath ${mount.subpath}`,
      );
    case 'bind':
      return words(
        `bind ${mount.source}`,
        mount.readOnly && 'read-only',
        mount.createSource && 'made when missing',
        mount.propagation,
      );
    case 'file':
      return words(`copy, owner ${mount.uid}:${mount.gid}`, `mode ${mount.mode.toString(8)}`);
    case 'tmpfs':
      return words(
        'tmpfs',
        mount.size !== undefined && `size ${mount.size}`,
        mount.mode !== undefined && `mode ${mount.mode.toString(8)}`,
        ...mount.options,
      );
  }
}

function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join(', ');
}
