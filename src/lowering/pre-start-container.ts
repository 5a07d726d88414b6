import type { ContainerSpec, MountSpec, ObservedContainer, PreStartSpec } from '../spec/container.js';
import { LABEL } from './labels.js';

/** What is told from one-off containers of `run` by. */
const HOOK = 'pre_start';

/** True of a container that a `pre_start` step ran in: it belongs to nobody once the step is over. */
export function isHookContainer(labels: Readonly<Record<string, string>>): boolean {
  return labels[LABEL.hook] !== undefined;
}

/**
 * The container of a `pre_start` step: on the networks of the one that is to start, though without its names there, and with its
 * volumes, anonymous ones too. Its command, user and directory are the step's, else what the service says where the image is the
 * service's.
 * @param container that is to start
 * @param index of the step, from 0
 */
export function preStartContainer(
  { spec, anonymousVolumes }: Pick<ObservedContainer, 'spec' | 'anonymousVolumes'>,
  step: PreStartSpec,
  index: number,
): ContainerSpec {
  const user = step.user ?? (step.image === undefined ? spec.user : undefined);
  const workingDir = step.workingDir ?? spec.workingDir;
  return {
    name: `${spec.name}-pre_start-${index + 1}`,
    image: step.image ?? spec.image,
    entrypoint: null,
    command: step.args.length === 0 ? null : step.args,
    env: { ...spec.env, ...variables(step.env) },
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(step.privileged ? { privileged: true } : {}),
    labels: {
      [LABEL.project]: spec.labels[LABEL.project] ?? '',
      [LABEL.service]: spec.labels[LABEL.service] ?? '',
      [LABEL.oneoff]: 'True',
      [LABEL.hook]: HOOK,
    },
    mounts: sharedMounts(spec.mounts, anonymousVolumes),
    networks: spec.networks.map(({ network }) => ({ network, aliases: [] })),
    ...(spec.networkMode === undefined ? {} : { networkMode: spec.networkMode }),
    ...picked(spec, ['networkMode', 'dns', 'dnsSearch', 'dnsOpt', 'extraHosts']),
    ports: [],
    restart: { name: 'no', maxRetries: 0 },
    healthcheck: 'disabled',
    stopGraceMs: 0,
  };
}

function picked<K extends keyof ContainerSpec>(
  spec: ContainerSpec,
  keys: readonly K[],
): Partial<Pick<ContainerSpec, K>> {
  const present = keys.filter((key) => spec[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, spec[key]])) as Partial<Pick<ContainerSpec, K>>;
}

function variables(env: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    env.map((entry) => {
      const [key = ''] = entry.split('=', 1);
      return [key, entry.slice(key.length + 1)];
    }),
  );
}

function sharedMounts(
  mounts: readonly MountSpec[],
  anonymous: Readonly<Record<string, string>>,
): readonly MountSpec[] {
  const named = mounts.map((mount): MountSpec => {
    const volume = mount.type === 'volume' ? (mount.volume ?? anonymous[mount.target]) : undefined;
    return mount.type === 'volume' && volume !== undefined ? { ...mount, volume } : mount;
  });
  const covered = new Set(named.map(({ target }) => target));
  const implied = Object.entries(anonymous)
    .filter(([target]) => !covered.has(target))
    .map(([target, volume]): MountSpec => {
      return { type: 'volume', volume, target, readOnly: false, noCopy: false };
    });
  return [...named, ...implied];
}
