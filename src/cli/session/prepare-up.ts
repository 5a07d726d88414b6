import { loginsForUp } from '../../local/credentials/logins-for-up.js';
import { honourLock } from '../../local/lock/honour-lock.js';
import { contentsFor } from '../../local/read-contents.js';
import { requireSupport } from '../../local/require-support.js';
import type { UpRequest } from '../../spec/operations.js';
import { type Cli, requireServices } from '../cli.js';
import { type UpFlags, upRequest } from '../up-flags.js';
import { scaleServices } from './scale-services.js';

/**
 * What the engine is asked by an `up` of these services with these flags, and by a `plan` for it.
 * @param flags that `checkUpFlags` found in order
 * @throws USAGE, STACK_UNSUPPORTED, what reading the stack file throws
 */
export async function prepareUp(cli: Cli, services: readonly string[], flags: UpFlags): Promise<UpRequest> {
  const locked = await honourLock(cli, await cli.resolveStack({ enable: services }), flags);
  requireServices(services, Object.keys(locked.stack.services));
  const loaded = { ...locked, stack: scaleServices(locked.stack, flags.scale, services) };
  requireSupport(loaded);
  const images = async () => (await cli.connect()).images();
  const logins = await loginsForUp(await cli.host.logins(), images, loaded.stack, flags.pull);
  return { ...upRequest(cli, loaded, services, flags), ...logins, ...(await contentsFor(loaded)) };
}
