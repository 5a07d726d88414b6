import { map, quote } from '../tree.js';
import { type Canonicaliser, isText, part, refuse, withTarget } from './context.js';

/** A device: `/dev/fuse`, `/dev/sda:/dev/xvda` or `/dev/sda:/dev/xvda:r`. */
export const devices: Canonicaliser = (node, path, context) => {
  if (!isText(node)) return withTarget(node, path, context);
  const [source = '', target = '', permissions = 'rwm', ...rest] = node.value.split(':');
  if (rest.length > 0) {
    const message = `${quote(node.value)} has too many colons for a device: write "SOURCE:TARGET:rwm", or a map with "source", "target" and "permissions"`;
    return refuse(node, path, context, message);
  }
  const { at } = node;
  return map(at, {
    source: part(node, source),
    target: part(node, target === '' ? source : target),
    permissions: part(node, permissions),
  });
};

/** A limit: one whole number, or a map of `soft` and `hard`. */
export const ulimit: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'scalar' || (typeof node.value === 'number' && node.float !== true)) return node;
  const found = node.value === null ? 'nothing' : quote(String(node.value));
  return refuse(
    node,
    path,
    context,
    `has to be a whole number, or a map of "soft" and "hard", but is ${found}`,
  );
};
