import { errnoName, errnoText } from '../../base/errno.js';
import type { ErrorCode } from '../../base/error-codes.js';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSpec } from '../../spec/container.js';
import type { StartFailedMessage } from '../../wire/messages.js';
import { limitFailure } from './limit-failure.js';
import { stackPath } from './stack-path.js';

const EXIT_NOT_FOUND = 127;
const EXIT_NOT_EXECUTABLE = 126;

/** What a monitor's StartFailed means to the user. Only the failures of the command itself have exit codes. */
export function startFailure(
  spec: ContainerSpec,
  args: readonly string[],
  failed: StartFailedMessage,
): TscomposeError {
  const errno = errnoName(failed.errorNumber);
  const because = errnoText(failed.errorNumber);
  const fail = (code: ErrorCode, message: string, key?: string, exitCode?: number) =>
    new TscomposeError(code, message, {
      action: 'start container',
      subject: spec.name,
      errno,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(key === undefined ? {} : { path: stackPath(spec, key) }),
    });
  const refused = limitFailure(spec, failed);
  if (refused !== undefined) return refused;
  if (failed.step === 'reserve-port' && errno === 'EADDRINUSE') {
    return fail('PORT_IN_USE', `port ${failed.subject} of ${spec.name} is in use`, 'ports');
  }
  if (failed.step === 'exec') {
    const command = args[0] ?? '';
    const key = spec.entrypoint !== null ? 'entrypoint' : 'command';
    if (errno === 'ENOENT' || errno === 'ENOTDIR') {
      const message = `the command "${command}" of ${spec.name} is not in its image ${spec.image}`;
      return fail('COMMAND_NOT_FOUND', message, key, EXIT_NOT_FOUND);
    }
    const message = `the command "${command}" of ${spec.name} cannot be executed: ${because}`;
    return fail('COMMAND_NOT_EXECUTABLE', message, key, EXIT_NOT_EXECUTABLE);
  }
  if (failed.step === 'devices' && errno !== 'EPERM') {
    const what = failed.call === 'find device' ? 'is no device' : `cannot be used: ${because}`;
    return fail('CONTAINER_START', `the device ${failed.subject} of ${spec.name} ${what}`, 'devices');
  }
  if (failed.step === 'sysctl' && spec.sysctls !== undefined) {
    const what = errno === 'ENOENT' ? 'there is none' : because;
    return fail(
      'CONTAINER_START',
      `${spec.name}: the sysctl ${failed.subject} cannot be set: ${what}`,
      'sysctls',
    );
  }
  if (failed.step === 'user' && spec.groupAdd?.includes(failed.subject)) {
    return fail(
      'CONTAINER_START',
      `the group "${failed.subject}" is not in the image of ${spec.name}`,
      'group_add',
    );
  }
  const part = failed.step === 'mount-source' ? partOf(spec, failed.subject) : undefined;
  if (part !== undefined) {
    return fail(
      'MOUNT_SOURCE_MISSING',
      `${part.subpath} is not in the volume ${part.volume} that ${spec.name} mounts a part of`,
      'volumes',
    );
  }
  const where = failed.subject === '' ? failed.call : `${failed.call} ${failed.subject}`;
  return fail(
    errno === 'ENOSPC' || errno === 'EDQUOT' ? 'NO_SPACE' : 'CONTAINER_START',
    `${spec.name} could not be started: ${failed.step}: ${where}: ${because} (${errno})`,
  );
}

/** The part of a volume that a path means. */
function partOf({ mounts }: ContainerSpec, path: string): { subpath: string; volume: string } | undefined {
  for (const mount of mounts) {
    if (mount.type !== 'volume' || mount.subpath === undefined) continue;
    const { subpath, volume = '' } = mount;
    if (path.endsWith(`/${subpath}`)) return { subpath, volume };
  }
  return undefined;
}
