import { TscomposeError } from '../base/errors.js';
import type { Volume } from '../model/resources.js';
import type { VolumeSpec } from '../spec/objects.js';

type Path = readonly (string | number)[];

const KNOWN = ['type', 'o', 'device'];
/** Types of the local driver that are no file system of their own. */
const BIND_TYPES = ['', 'none', 'bind'];
const BIND_OPTIONS = ['bind', 'rbind', 'rw'];

/**
 * `driver_opts` of the local driver: a volume whose data is a directory of the host (`type: none`, `o: bind`, `device: PATH`).
 * @throws TscomposeError STACK_UNSUPPORTED, STACK_FILE_INVALID with the path of the node
 */
export function lowerVolumeOptions(
  { driver_opts: options = {} }: Volume,
  path: Path,
): Pick<VolumeSpec, 'device'> {
  const keys = Object.keys(options);
  if (keys.length === 0) return {};
  const at = [...path, 'driver_opts'];
  const other = keys.find((key) => !KNOWN.includes(key));
  if (other !== undefined) {
    throw new TscomposeError('STACK_FILE_INVALID', `"${other}" is no option of the local driver`, {
      path: [...at, other],
      hint: 'It takes type, o and device.',
    });
  }
  const { type = '', o = '', device = '' } = options;
  const words = o.split(',').filter((word) => word !== '');
  if (!BIND_TYPES.includes(type) || !words.some((word) => word === 'bind' || word === 'rbind')) {
    throw unsupported(`volumes of type "${type}" with the options "${o}" are not supported yet`, [...at]);
  }
  const odd = words.find((word) => !BIND_OPTIONS.includes(word));
  if (odd !== undefined) throw unsupported(`the mount option "${odd}" is not supported yet`, [...at, 'o']);
  if (!device.startsWith('/')) {
    throw new TscomposeError('STACK_FILE_INVALID', `"${device}" is not an absolute path`, {
      path: [...at, ...(options.device === undefined ? [] : ['device'])],
      hint: 'With "driver: local" and "o: bind", relative paths begin at the directory of the stack file.',
    });
  }
  return { device };
}

function unsupported(message: string, path: Path): TscomposeError {
  return new TscomposeError('STACK_UNSUPPORTED', message, {
    path,
    hint: 'What works: type "none", o "bind", device a directory of the host. A tmpfs is a mount of the service.',
  });
}
