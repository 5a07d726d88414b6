import type { OneOff } from '../spec/operations.js';
import type { ContainerTemplate, DesiredStack } from './desired.js';
import { LABEL } from './labels.js';

/**
 * A stack in which the containers of one service stay as they are, and another one is made beside them, after what the
 * service depends on.
 */
export function withOneOff(desired: DesiredStack, service: string, oneOff: OneOff): DesiredStack {
  const root = desired.services.get(service);
  if (root === undefined) return desired;
  const services = new Map([...desired.services].filter(([name]) => name !== service));
  // No service can have this name, so none of its containers are taken for replicas.
  const name = `${service} run`;
  return {
    ...desired,
    services: services.set(name, {
      ...root,
      name,
      scale: 1,
      containerName: oneOff.name,
      template: { ...root.template, spec: oneOffSpec(root.template.spec, oneOff) },
    }),
  };
}

function oneOffSpec(spec: ContainerTemplate['spec'], oneOff: OneOff): ContainerTemplate['spec'] {
  const { stdinOpen: _stdin, stdinOnce: _once, tty: _tty, ...rest } = spec;
  const targets = new Set(oneOff.mounts.map(({ target }) => target));
  return {
    ...rest,
    labels: { ...spec.labels, [LABEL.oneoff]: 'True', [LABEL.slug]: oneOff.slug },
    mounts: [...spec.mounts.filter(({ target }) => !targets.has(target)), ...oneOff.mounts],
    networks: oneOff.useAliases
      ? spec.networks
      : spec.networks.map((network) => ({ ...network, aliases: [] })),
    restart: { name: 'no', maxRetries: 0 },
    ...(oneOff.autoRemove ? { autoRemove: true } : {}),
    ...(oneOff.stdinOpen ? { stdinOpen: true, stdinOnce: true } : {}),
    ...(oneOff.tty ? { tty: true } : {}),
  };
}
