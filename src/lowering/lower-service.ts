import type { Service } from '../model/service.js';
import type { Stack, StackOrigin } from '../model/stack.js';
import type { ContainerSpec } from '../spec/container.js';
import type { FileContents } from '../spec/file-contents.js';
import { canonicalSpec } from './canonical-spec.js';
import { configHash } from './config-hash.js';
import type { DesiredService } from './desired.js';
import { dependsOnLabel, LABEL } from './labels.js';
import { lowerAttachments } from './lower-attachments.js';
import { duration, lowerHealthcheck } from './lower-healthcheck.js';
import { lowerHooks } from './lower-hooks.js';
import { lowerNames, lowerPrivileges } from './lower-isolation.js';
import { lowerLimits } from './lower-limits.js';
import { lowerLogging } from './lower-logging.js';
import { lowerMounts } from './lower-mounts.js';
import { lowerPorts } from './lower-ports.js';
import { lowerPull } from './lower-pull.js';
import { lowerRestart } from './lower-restart.js';
import { lowerScale } from './lower-scale.js';
import { checkSharing, lowerSharing, sharedServices } from './lower-sharing.js';

const DEFAULT_GRACE_MS = 10_000;

/**
 * A service as the engine is to have it. The hash in the labels of its containers covers what the user wrote about them:
 * neither where the files lie, nor what they depend on, nor how many there are is a reason to replace one.
 * @param contents what the stack's configs and secrets hold
 * @throws TscomposeError STACK_FILE_INVALID with the path of the node
 */
export function lowerService(
  stack: Stack,
  origin: StackOrigin,
  name: string,
  service: Service,
  contents?: FileContents,
): Omit<DesiredService, 'isNamed'> {
  const { container_name: containerName, depends_on: dependsOn = {} } = service;
  const spec = userSpec(stack, name, service, contents);
  checkSharing(spec, ['services', name]);
  return {
    name,
    dependsOn,
    shares: sharedServices(service),
    scale: lowerScale(name, service),
    ...(containerName === undefined ? {} : { containerName }),
    template: {
      service: name,
      pull: lowerPull(service, ['services', name]),
      spec: {
        ...spec,
        labels: {
          ...spec.labels,
          [LABEL.project]: stack.name,
          [LABEL.service]: name,
          [LABEL.oneoff]: 'False',
          [LABEL.configHash]: configHash({ ...canonicalSpec(spec), name: containerName ?? '' }),
          [LABEL.workingDir]: origin.workingDir,
          [LABEL.configFiles]: origin.configFiles.join(','),
          [LABEL.dependsOn]: dependsOnLabel(dependsOn),
        },
      },
    },
  };
}

/** All that the hash covers but for `container_name`. */
function userSpec(
  stack: Stack,
  name: string,
  service: Service,
  contents: FileContents | undefined,
): Omit<ContainerSpec, 'name'> {
  const path = ['services', name];
  const log = lowerLogging(service, path);
  const grace = duration(service.stop_grace_period, [...path, 'stop_grace_period']);
  return {
    image: imageOf(stack, name, service),
    entrypoint: service.entrypoint,
    command: service.command,
    env: service.environment ?? {},
    ...(service.working_dir === undefined ? {} : { workingDir: service.working_dir }),
    ...(service.user === undefined ? {} : { user: service.user }),
    ...(service.hostname === undefined ? {} : { hostname: service.hostname }),
    labels: service.labels ?? {},
    ...(service.annotations === undefined ? {} : { annotations: service.annotations }),
    mounts: lowerMounts(stack, service, contents, path),
    networks: lowerAttachments(stack, name, service),
    ports: lowerPorts(service.ports, [...path, 'ports']),
    restart: lowerRestart(service, path),
    healthcheck: lowerHealthcheck(service, path),
    ...lowerLimits(service, path),
    ...lowerHooks(service, path),
    ...lowerNames(service, path),
    ...lowerPrivileges(service, path),
    ...lowerSharing(stack, service),
    ...(log === undefined ? {} : { log }),
    ...(service.stdin_open ? { stdinOpen: true } : {}),
    ...(service.init ? { init: true } : {}),
    ...(service.tty ? { tty: true } : {}),
    ...(service.stop_signal === undefined ? {} : { stopSignal: service.stop_signal }),
    stopGraceMs: grace ?? DEFAULT_GRACE_MS,
  };
}

/** The image, by the name that a build gives it where the file has none. */
function imageOf(stack: Stack, name: string, { image }: Service): string {
  return image ?? `${stack.name}-${name}`;
}
