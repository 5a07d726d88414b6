import { isOneOff, replicaOf, serviceOf, stackOf } from '../lowering/labels.js';
import type { ObservedContainer } from '../spec/container.js';
import type { ImageInfo } from '../spec/objects.js';
import type { ContainerSummary } from '../spec/operations.js';
import type { Lifecycle } from './lifecycle.js';

/** A container as `ps` shows it. @param image of the container, when it is still in the store */
export function summarize(
  container: ObservedContainer,
  lifecycle: Lifecycle,
  image: ImageInfo | undefined,
): ContainerSummary {
  const { spec } = container;
  const published = new Set(
    container.ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`),
  );
  const exposed = Object.keys(image?.config.ExposedPorts ?? {}).map((port) =>
    port.includes('/') ? port : `${port}/tcp`,
  );
  return {
    id: container.id,
    name: spec.name,
    image: spec.image,
    imageId: container.imageId,
    args: container.args,
    stack: stackOf(spec.labels) ?? '',
    service: serviceOf(spec.labels),
    index: replicaOf(spec.labels),
    oneOff: isOneOff(spec.labels),
    createdAt: container.createdAt,
    state: container.state,
    restarting: container.state.status === 'exited' && lifecycle.willRestart(container),
    restartCount: container.restartCount,
    health: lifecycle.healthOf(container),
    ports: container.ports,
    exposed: exposed.filter((port) => !published.has(port)).sort(),
    labels: spec.labels,
    networks: spec.networks.map(({ network }) => network),
    mounts: mountSources(container),
  };
}

function mountSources({ spec, anonymousVolumes }: ObservedContainer): readonly string[] {
  const named = spec.mounts.flatMap((mount) => {
    if (mount.type === 'bind') return [mount.source];
    return mount.type === 'volume' && mount.volume !== undefined ? [mount.volume] : [];
  });
  return [...named, ...Object.values(anonymousVolumes)];
}
