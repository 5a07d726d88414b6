import { TscomposeError } from '../../base/errors.js';
import type { DeviceSpec } from '../isolation.js';

const ACCESS = /^(?!.*(.).*\1)[rwm]{1,3}$/;
const RULE = /^[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}$/;

/** @throws USAGE */
export function checkDevice(device: DeviceSpec): DeviceSpec {
  const { source, target, access } = device;
  if (!source.startsWith('/')) throw bad(`the device "${source}" is no absolute path of this machine`);
  if (!target.startsWith('/') || target.endsWith('/')) throw bad(`"${target}" is no place for a device`);
  if (!ACCESS.test(access)) throw bad(`bad mode specified: ${access}; it is made of r, w and m`);
  return device;
}

/** `/dev/sda:/dev/xvda:r`, of which the source alone has to be there. @throws USAGE */
export function readDevice(text: string): DeviceSpec {
  const [source = '', second, third, ...more] = text.split(':');
  if (more.length > 0) throw bad(`invalid device specification: ${text}`);
  const isAccess = third === undefined && second !== undefined && ACCESS.test(second);
  return checkDevice({
    source,
    target: isAccess || second === undefined || second === '' ? source : second,
    access: (isAccess ? second : third) ?? 'rwm',
  });
}

/** @throws USAGE */
export function checkDeviceRule(rule: string): string {
  if (RULE.test(rule)) return rule;
  throw bad(`invalid device cgroup format '${rule}'; one is "c 1:3 rwm"`);
}

function bad(problem: string): TscomposeError {
  return new TscomposeError('USAGE', problem);
}
