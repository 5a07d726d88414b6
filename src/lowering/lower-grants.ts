import { TscomposeError } from '../base/errors.js';
import { isCopied } from '../model/file-copies.js';
import type { FileMount } from '../model/mounts.js';
import type { FileObject } from '../model/resources.js';
import type { Service } from '../model/service.js';
import type { Stack } from '../model/stack.js';
import type { MountSpec } from '../spec/container.js';
import type { FileContent, FileContents } from '../spec/file-contents.js';
import { invalid } from './invalid.js';

type Path = readonly (string | number)[];
type Kind = 'config' | 'secret';

const DIRECTORY = { config: '/', secret: '/run/secrets/' } as const;
const DEFAULT_MODE = 0o444;
/** The highest is the kernel's "nobody at all". */
const MAX_ID = 2 ** 32 - 2;

/**
 * The configs and secrets that a service was granted, as mounts. A file of the host is mounted itself, as Docker Compose
 * does it; what comes from a variable or the stack file, or is to have another owner or mode than its file, is a copy.
 * @throws TscomposeError STACK_FILE_INVALID, MOUNT_SOURCE_MISSING with the path of the node
 */
export function lowerGrants(
  stack: Stack,
  { configs = [], secrets = [] }: Pick<Service, 'configs' | 'secrets'>,
  contents: FileContents | undefined,
  path: Path,
): readonly MountSpec[] {
  return [
    ...configs.map((grant, index) => {
      const { source } = grant;
      const at = [...path, 'configs', index];
      return lowerGrant('config', grant, stack.configs?.[source], contents?.configs[source], at);
    }),
    ...secrets.map((grant, index) => {
      const { source } = grant;
      const at = [...path, 'secrets', index];
      return lowerGrant('secret', grant, stack.secrets?.[source], contents?.secrets[source], at);
    }),
  ];
}

function lowerGrant(
  kind: Kind,
  grant: FileMount,
  object: FileObject | undefined,
  content: FileContent | undefined,
  path: Path,
): MountSpec {
  const { source: name } = grant;
  if (object === undefined) throw invalid(path, `${kind} "${name}" is not defined under ${kind}s`);
  if (content === undefined) throw invalid(path, `what ${kind} "${name}" holds did not come along`);
  if ('problem' in content) throw missing(kind, name, content.problem);
  const target = targetOf(kind, grant);
  const { digest } = content;
  if (object.file !== undefined && !isCopied(object, grant)) {
    return {
      type: 'bind',
      source: object.file,
      target,
      readOnly: true,
      createSource: false,
      grant: { kind, name, ...(digest === undefined ? {} : { digest }) },
    };
  }
  if (digest === undefined)
    throw invalid(path, `${kind} "${name}" is a directory, which has no owner or mode of its own here`);
  return {
    type: 'file',
    target,
    uid: numberOf(grant.uid, 10, MAX_ID, [...path, 'uid']) ?? 0,
    gid: numberOf(grant.gid, 10, MAX_ID, [...path, 'gid']) ?? 0,
    mode: numberOf(grant.mode, 8, 0o7777, [...path, 'mode']) ?? DEFAULT_MODE,
    grant: { kind, name, digest },
  };
}

function targetOf(kind: Kind, { target = '', source }: FileMount): string {
  if (target.startsWith('/')) return target;
  return `${DIRECTORY[kind]}${target === '' ? source : target}`;
}

function numberOf(text: string | undefined, base: 8 | 10, limit: number, path: Path): number | undefined {
  if (text === undefined) return undefined;
  const digits = base === 8 ? /^[0-7]+$/ : /^\d+$/;
  const value = digits.test(text) ? Number.parseInt(text, base) : Number.NaN;
  if (value <= limit) return value;
  const wanted = base === 8 ? 'an octal mode such as 0440' : 'the number of a user or group';
  throw invalid(path, `"${text}" is not ${wanted}`);
}

function missing(
  kind: Kind,
  name: string,
  { message, hint, key }: Extract<FileContent, { readonly problem: unknown }>['problem'],
): TscomposeError {
  const path = [`${kind}s`, name, key];
  return new TscomposeError('MOUNT_SOURCE_MISSING', `${path.join('.')}: ${message}`, {
    path,
    hint,
    subject: name,
  });
}
