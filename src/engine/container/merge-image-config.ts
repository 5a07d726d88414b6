import { hostname as machinesName } from 'node:os';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSpec, MountSpec } from '../../spec/container.js';
import type { ImageConfig } from '../../spec/objects.js';
import { shortId } from './container-paths.js';
import type { ProcessSettings, ResolvedMount } from './container-record.js';
import { mergeEnvironment } from './merge-environment.js';
import { mergeHealthcheck } from './merge-healthcheck.js';
import { stackPath } from './stack-path.js';

const DEFAULT_STOP_SIGNAL = 'SIGTERM';

/**
 * The process a container runs: the user's wishes completed by the image's config, by Docker's rules.
 * @throws CONTAINER_START when neither names a command
 */
export function mergeImageConfig(id: string, spec: ContainerSpec, config: ImageConfig): ProcessSettings {
  const hostname = spec.hostname ?? (hasMachinesName(spec) ? machinesName() : shortId(id));
  return {
    args: mergeCommand(spec, config),
    env: mergeEnvironment(config.Env ?? [], spec.env, { hostname, tty: spec.tty === true }),
    cwd: spec.workingDir ?? (config.WorkingDir || '/'),
    user: spec.user ?? config.User ?? '',
    hostname,
    stopSignal: spec.stopSignal ?? (config.StopSignal || DEFAULT_STOP_SIGNAL),
    healthcheck: mergeHealthcheck(spec.healthcheck, config.Healthcheck ?? null),
  };
}

/** One on the machine's own network goes by the machine's name, too. */
function hasMachinesName({ uts, networkMode }: ContainerSpec): boolean {
  return uts === 'host' || networkMode === 'host';
}

/** An entrypoint of the user's makes the image's command meaningless, so it goes with it. */
function mergeCommand(spec: ContainerSpec, config: ImageConfig): readonly string[] {
  const imageCommand = spec.entrypoint !== null && spec.entrypoint.length > 0 ? [] : (config.Cmd ?? []);
  const args = [...(spec.entrypoint ?? config.Entrypoint ?? []), ...(spec.command ?? imageCommand)];
  if (args.length > 0) return args;
  throw new TscomposeError(
    'CONTAINER_START',
    `no command to run: neither ${spec.name} nor its image ${spec.image} names one`,
    {
      action: 'create container',
      subject: spec.name,
      path: stackPath(spec, 'command'),
      hint: 'Give the service a "command".',
    },
  );
}

/**
 * All mounts of a container: the user's, and an anonymous volume for each of the image's VOLUMEs they leave uncovered.
 * @param nameAnonymous name of the anonymous volume on a target
 */
export function resolveMounts(
  spec: ContainerSpec,
  config: ImageConfig,
  nameAnonymous: (target: string) => string,
): readonly ResolvedMount[] {
  const covered = new Set(spec.mounts.map((mount) => withoutTrailingSlash(mount.target)));
  const implied = Object.keys(config.Volumes ?? {})
    .map(withoutTrailingSlash)
    .filter((target) => !covered.has(target))
    .sort()
    .map((target): MountSpec => ({ type: 'volume', target, readOnly: false, noCopy: false }));
  return [...spec.mounts, ...implied].map((mount): ResolvedMount => {
    if (mount.type !== 'volume') return mount;
    return mount.volume === undefined
      ? { ...mount, volume: nameAnonymous(mount.target), anonymous: true }
      : { ...mount, volume: mount.volume, anonymous: false };
  });
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
