import { errnoName, errnoText } from '../../base/errno.js';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSpec } from '../../spec/container.js';
import type { StartFailedMessage } from '../../wire/messages.js';
import { ulimitName } from './process-limits.js';
import { stackPath } from './stack-path.js';

/** Where a service says what the files of a controller hold. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  blkio: 'blkio_config',
  cpu: 'cpus',
  cpuset: 'cpuset',
  io: 'blkio_config',
  memory: 'mem_limit',
};

/** What a monitor's StartFailed means where the kernel has refused a limit; undefined for all other failures. */
export function limitFailure(spec: ContainerSpec, failed: StartFailedMessage): TscomposeError | undefined {
  const errno = errnoName(failed.errorNumber);
  const because = `${errnoText(failed.errorNumber)} (${errno})`;
  const refused = (what: string, keys: readonly string[], hint: string) =>
    new TscomposeError('CONTAINER_START', `the kernel refuses ${what} of ${spec.name}: ${because}`, {
      ...{ action: 'start container', subject: spec.name, errno, hint },
      path: stackPath(spec, ...keys),
    });
  const mayNot = 'Ask for less, or run the engine with the capability SYS_RESOURCE.';
  switch (failed.step) {
    case 'cgroup-limit': {
      const attribute = ATTRIBUTES[failed.subject.split('.')[0] ?? ''];
      const keys = attribute === undefined ? [] : [attribute];
      return refused(`the limit ${failed.subject}`, keys, 'Leave it out, or use a kernel that has it.');
    }
    case 'resource-limit': {
      const name = ulimitName(failed.subject);
      return refused(`the ulimit ${name}`, ['ulimits', name], mayNot);
    }
    case 'oom-score':
      return refused('the out-of-memory score', ['oom_score_adj'], mayNot);
    default:
      return undefined;
  }
}
