import type { Situation } from '../../../src/reconcile/observed-stack.js';
import type { PlanNode, Step } from '../../../src/reconcile/plan.js';
import type { ContainerSpec, ObservedContainer } from '../../../src/spec/container.js';
import { exited, RUNNING } from './situations.js';

const CREATED_AT = '2024-01-01T00:00:00Z';

/** What is there after these steps, with an engine for which all goes well. Jobs end at once with 0. */
export function afterSteps(situation: Situation, nodes: readonly PlanNode[]): Situation {
  return nodes.reduce((now, { step }) => afterStep(now, step), situation);
}

function afterStep(now: Situation, step: Step): Situation {
  const { containers, networks, volumes } = now.observation;
  const observe = (change: Partial<Situation['observation']>): Situation => ({
    ...now,
    observation: { ...now.observation, ...change },
  });
  const change = (name: string, fields: Partial<ObservedContainer>) =>
    observe({ containers: containers.map((one) => (one.spec.name === name ? { ...one, ...fields } : one)) });
  switch (step.kind) {
    case 'pull-image':
      return {
        ...now,
        images: new Map([...now.images, [step.reference, now.images.get(step.reference) ?? 'sha256:new']]),
        pulls: new Map([...now.pulls].filter(([reference]) => reference !== step.reference)),
      };
    case 'create-network': {
      const made = { id: step.spec.name, spec: step.spec, subnet: '', gateway: '', bridge: '' };
      demand(
        networks.every(({ spec }) => spec.name !== step.spec.name),
        `${step.spec.name} is there`,
      );
      return observe({ networks: [...networks, { ...made, createdAt: CREATED_AT }] });
    }
    case 'remove-network':
      demand(
        containers.every(
          ({ spec, state }) =>
            state.status === 'created' || spec.networks.every(({ network }) => network !== step.name),
        ),
        `${step.name} is in use`,
      );
      return observe({ networks: networks.filter(({ spec }) => spec.name !== step.name) });
    case 'create-volume':
      return observe({
        volumes: [...volumes, { spec: step.spec, mountpoint: '/', createdAt: CREATED_AT }],
      });
    case 'remove-volume':
      return observe({ volumes: volumes.filter(({ spec }) => spec.name !== step.name) });
    case 'create-container':
      if (prepared.has(containers.find(({ spec }) => spec.name === step.name)?.id ?? '')) return now;
      demand(
        containers.every(({ spec }) => spec.name !== step.name),
        `${step.name} is there`,
      );
      return observe({ containers: [...containers, newContainer(now, step.spec, step.takeOver)] });
    case 'update-container': {
      const spec = containers.find(({ id }) => id === step.id)?.spec;
      demand(spec !== undefined, `${step.name} is not there`);
      return change(step.name, { spec: { ...(spec as ContainerSpec), ...step.changes } });
    }
    case 'start-container': {
      const found = containers.find(({ spec }) => spec.name === step.name);
      demand(found !== undefined, `${step.name} is not there`);
      const started = change(step.name, {
        state: found?.spec.image === 'job' ? exited(0) : RUNNING,
        stoppedByUser: false,
      });
      return { ...started, health: new Map([...now.health, [found?.id ?? '', 'healthy']]) };
    }
    case 'stop-container':
      return change(step.name, { state: exited(143), stoppedByUser: true });
    case 'remove-container': {
      const others = containers.filter(({ id }) => id !== step.id);
      if (step.successor === undefined) return observe({ containers: others });
      const { spec, anonymousVolumes } = step.successor;
      const successor = newContainer(now, spec, anonymousVolumes);
      prepared.add(successor.id);
      return observe({ containers: [...others, successor] });
    }
    default:
      return now;
  }
}

function newContainer(
  { images, observation }: Situation,
  spec: ContainerSpec,
  takeOver: Readonly<Record<string, string>> = {},
): ObservedContainer {
  const imageId = images.get(spec.image);
  demand(imageId !== undefined, `${spec.image} is not in the store`);
  for (const { network } of spec.networks) {
    const isThere = observation.networks.some((one) => one.spec.name === network);
    demand(isThere, `${network} is not there`);
  }
  const anonymous = spec.mounts.flatMap((mount) =>
    mount.type === 'volume' && mount.volume === undefined
      ? [[mount.target, takeOver[mount.target] ?? `new-${spec.name}-${serial()}`]]
      : [],
  );
  return {
    id: `${spec.name}#${serial()}`,
    spec,
    imageId: imageId ?? '',
    createdAt: CREATED_AT,
    state: { status: 'created' },
    ports: [],
    args: [],
    healthcheck: null,
    stopSignal: 'SIGTERM',
    addresses: {},
    anonymousVolumes: Object.fromEntries(anonymous),
    restartCount: 0,
    failedRestarts: 0,
    restartPauseMs: null,
    health: null,
    stoppedByUser: false,
  };
}

/** Ids of containers that were made when their predecessors went. */
const prepared = new Set<string>();

let made = 0;

function serial(): number {
  made += 1;
  return made;
}

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`impossible step: ${otherwise}`);
}
