import { parseByteSize } from '../base/byte-size.js';
import type { ServiceVolume } from '../model/mounts.js';
import type { Service } from '../model/service.js';
import type { Stack } from '../model/stack.js';
import type { MountSpec } from '../spec/container.js';
import type { FileContents } from '../spec/file-contents.js';
import { invalid } from './invalid.js';
import { lowerGrants } from './lower-grants.js';

type Path = readonly (string | number)[];

/**
 * The service's `volumes`, then its `tmpfs`, `configs` and `secrets`, in the order of the file.
 * @param contents what the configs and secrets hold
 */
export function lowerMounts(
  stack: Stack,
  service: Service,
  contents: FileContents | undefined,
  path: Path,
): readonly MountSpec[] {
  const mounts = [
    ...(service.volumes ?? []).map((volume, index) =>
      lowerVolume(stack, volume, [...path, 'volumes', index]),
    ),
    ...(service.tmpfs ?? []).map((text, index) => lowerTmpfs(text, [...path, 'tmpfs', index])),
  ];
  const grants = lowerGrants(stack, service, contents, path);
  for (const { target } of grants) {
    if (!mounts.some((mount) => mount.target === target)) continue;
    throw invalid(path, `${target} is the place of a config or secret, and of another mount`);
  }
  return [...mounts, ...grants];
}

/** Full name of a volume on the machine. @throws TscomposeError STACK_FILE_INVALID when the stack has none of that key */
function volumeName(stack: Stack, key: string, path: Path): string {
  const volume = stack.volumes?.[key];
  if (volume === undefined) throw invalid(path, `volume "${key}" is not defined under volumes`);
  return volume.name;
}

function lowerVolume(stack: Stack, volume: ServiceVolume, path: Path): MountSpec {
  const { target, source } = volume;
  const readOnly = volume.read_only ?? false;
  switch (volume.type) {
    case 'volume':
      return {
        type: 'volume',
        ...(source === undefined ? {} : { volume: volumeName(stack, source, path) }),
        target,
        readOnly,
        noCopy: volume.volume?.nocopy ?? false,
        ...subpathOf(volume.volume?.subpath, [...path, 'volume', 'subpath']),
      };
    case 'bind':
      if (source === undefined) throw invalid(path, 'a bind mount needs a source');
      return {
        type: 'bind',
        source,
        target,
        readOnly,
        createSource: volume.bind?.create_host_path ?? false,
        ...(volume.bind?.propagation === undefined ? {} : { propagation: volume.bind.propagation }),
      };
    case 'tmpfs': {
      const { size, mode } = volume.tmpfs ?? {};
      return {
        type: 'tmpfs',
        target,
        ...(size === undefined ? {} : { size: byteSize(size, [...path, 'tmpfs', 'size']) }),
        ...(mode === undefined ? {} : { mode }),
        options: readOnly ? ['ro'] : [],
      };
    }
    default:
      throw invalid(
        [...path, 'type'],
        `mounts of type "${volume.type}" are not supported; "volume", "bind" and "tmpfs" are`,
      );
  }
}

/** @throws TscomposeError STACK_FILE_INVALID for one that is absolute or leads out, as Docker has it */
function subpathOf(text: string | undefined, path: Path): { readonly subpath?: string } {
  if (text === undefined || text === '') return {};
  if (!text.startsWith('/') && !text.split('/').includes('..')) return { subpath: text };
  throw invalid(path, `"${text}" is not a path within the volume: it has to be relative, without ".."`);
}

/** `/run:size=64m,mode=755,noexec`: size and mode apart, the rest handed on. */
function lowerTmpfs(text: string, path: Path): MountSpec {
  const [target = '', ...rest] = text.split(':');
  const options = rest
    .join(':')
    .split(',')
    .filter((option) => option !== '');
  const optionValue = (key: string) =>
    options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1);
  const size = optionValue('size');
  const mode = optionValue('mode');
  if (mode !== undefined && !/^[0-7]{1,4}$/.test(mode)) throw invalid(path, `"${mode}" is not an octal mode`);
  return {
    type: 'tmpfs',
    target,
    ...(size === undefined ? {} : { size: byteSize(size, path) }),
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    options: options.filter((option) => !option.startsWith('size=') && !option.startsWith('mode=')),
  };
}

function byteSize(text: string, path: Path): number {
  const bytes = parseByteSize(text);
  if (bytes === undefined) throw invalid(path, `"${text}" is not a size such as 64m`);
  return bytes;
}
