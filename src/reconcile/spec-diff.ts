import { OWN_LABELS } from '../lowering/labels.js';
import type { ContainerSpec, MountSpec, PortSpec } from '../spec/container.js';

/** What a user may have put a secret into; only that it changed is said. */
const SECRETIVE = /pass|secret|token|credential|private|api_?key/i;

/** Flat view of a spec in the words of the stack file; what is absent has no entry. */
type Facts = ReadonlyMap<string, string>;

/** Every difference between two specs, as `key: old → new` in the words of the stack file, sorted by key. */
export function diffSpecs(before: ContainerSpec, after: ContainerSpec): readonly string[] {
  const left = factsOf(before);
  const right = factsOf(after);
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .filter((key) => left.get(key) !== right.get(key))
    .map((key) =>
      SECRETIVE.test(key)
        ? `${key} changed`
        : `${key}: ${left.get(key) ?? 'none'} → ${right.get(key) ?? 'none'}`,
    );
}

function factsOf(spec: ContainerSpec): Facts {
  const facts = new Map<string, string>();
  const put = (key: string, value: unknown) => {
    if (value !== undefined && value !== null) facts.set(key, text(value));
  };
  put('container_name', spec.name);
  put('image', spec.image);
  put('entrypoint', spec.entrypoint);
  put('command', spec.command);
  put('working_dir', spec.workingDir);
  put('user', spec.user);
  put('hostname', spec.hostname);
  put('stop_signal', spec.stopSignal);
  put('stop_grace_period', `${spec.stopGraceMs / 1000}s`);
  put('restart', restartText(spec));
  for (const [key, value] of Object.entries(spec.env)) put(`environment.${key}`, value ?? 'unset');
  for (const [key, value] of Object.entries(spec.labels)) {
    if (!OWN_LABELS.has(key)) put(`labels.${key}`, value);
  }
  for (const { network, aliases } of spec.networks) put(`networks.${network}`, aliases);
  for (const mount of spec.mounts) put(`volumes.${mount.target}`, mountText(mount));
  put('ports', spec.ports.length === 0 ? undefined : spec.ports.map(portText));
  if (spec.healthcheck === 'disabled') put('healthcheck', 'disabled');
  else {
    for (const [key, value] of Object.entries(spec.healthcheck ?? {})) put(`healthcheck.${key}`, value);
  }
  return facts;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function restartText({ restart }: ContainerSpec): string {
  const { name, maxRetries, delayMs, windowMs } = restart;
  return [
    maxRetries > 0 ? `${name}:${maxRetries}` : name,
    ...(delayMs === undefined ? [] : [`delay ${delayMs} ms`]),
    ...(windowMs === undefined ? [] : [`window ${windowMs} ms`]),
  ].join(', ');
}

function portText({ hostIp, hostPorts: [first, last], containerPort, protocol }: PortSpec): string {
  const host = first === 0 ? '' : first === last ? `${first}` : `${first}-${last}`;
  return `${hostIp}:${host}:${containerPort}/${protocol}`;
}

function mountText({ target, ...mount }: MountSpec): string {
  return JSON.stringify(mount);
}
