import { posix } from 'node:path';
import { implied, map, quote } from '../tree.js';
import { type Canonicaliser, isText, part, refuse, withTarget } from './context.js';
import { parseVolumeSpec } from './volume-spec.js';

/** A volume of a service: `/var/lib/app`, `data:/var/lib/app`, `./src:/app:ro`. */
export const volumeMount: Canonicaliser = (node, path, context) => {
  if (!isText(node)) return withTarget(node, path, context);
  const spec = parseVolumeSpec(node.value);
  if ('problem' in spec) return refuse(node, path, context, `${quote(node.value)} ${spec.problem}`);
  const { at } = node;
  for (const option of spec.ignored) {
    context.problems.warn(at, path, `the option ${quote(option)} has no meaning and is ignored`);
  }
  if (spec.type === 'volume' && /^[a-zA-Z]:/.test(spec.target)) {
    const message = 'a single letter before a colon is a Windows drive, not the name of a volume';
    context.problems.warn(at, path, message);
  }
  const yes = part(node, true);
  const text = (value: string | undefined) => (value === undefined ? undefined : part(node, value));
  return map(at, {
    type: part(node, spec.type),
    source: text(spec.source),
    target: part(node, cleanPath(spec.target)),
    read_only: spec.readOnly ? yes : undefined,
    bind:
      spec.type === 'bind' || spec.propagation !== undefined || spec.selinux !== undefined
        ? map(at, {
            selinux: text(spec.selinux),
            propagation: text(spec.propagation),
            create_host_path: spec.type === 'bind' ? implied(at, true) : undefined,
          })
        : undefined,
    volume: spec.hasVolumeOptions ? map(at, { nocopy: spec.noCopy ? yes : undefined }) : undefined,
  });
};

/** A path in the container in its shortest form, without a slash at the end. */
export function cleanPath(path: string): string {
  if (path === '') return '';
  const clean = posix.normalize(path);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}
