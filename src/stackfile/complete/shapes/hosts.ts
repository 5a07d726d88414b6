import type { StackPath } from '../../positions.js';
import type { Problems } from '../../problems.js';
import { isNull, quote, type ScalarNode, type TreeNode } from '../../tree.js';
import { withValue } from './scalars.js';
import { refuse, type Shape } from './shape.js';

interface Host {
  readonly node: ScalarNode;
  readonly path: StackPath;
  readonly name: string;
  readonly addresses: readonly string[];
}

/** `extra_hosts`: a sorted list of `NAME=ADDRESS`, whichever of the forms it was written in. */
export const hosts: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  if (node.kind === 'scalar')
    return refuse(node, path, problems, 'a map of names to addresses, or a list of "NAME=ADDRESS"');
  const found =
    node.kind === 'list' ? fromList(node.items, path, problems) : fromMap(node.entries, path, problems);
  const items = found.flatMap(({ node: item, path: itemPath, name, addresses }) => {
    if (name === '' || /[:=]/.test(name)) {
      problems.add(item.at, itemPath, `${quote(name)} is no host name`, item);
      return [];
    }
    return addresses.map((address) => withValue(item, `${name}=${address.replace(/^\[(.+)\]$/, '$1')}`));
  });
  items.sort((left, right) => (String(left.value) < String(right.value) ? -1 : 1));
  return items.length === 0 ? undefined : { kind: 'list', at: node.at, items };
};

function fromList(items: readonly TreeNode[], path: StackPath, problems: Problems): readonly Host[] {
  return items.flatMap((item, index): readonly Host[] => {
    if (item.kind !== 'scalar') return [];
    const itemPath = [...path, index];
    const written = String(item.value);
    const separator = written.includes('=') ? '=' : ':';
    const at = written.indexOf(separator);
    if (at >= 0) {
      const addresses = written.slice(at + 1).split(',');
      return [{ node: item, path: itemPath, name: written.slice(0, at), addresses }];
    }
    problems.add(
      item.at,
      itemPath,
      `${quote(written)} has no address: write "NAME=ADDRESS", as in "db=10.0.0.5"`,
      item,
    );
    return [];
  });
}

function fromMap(
  entries: ReadonlyMap<string, { readonly value: TreeNode }>,
  path: StackPath,
  problems: Problems,
): readonly Host[] {
  return [...entries].flatMap(([name, { value }]): readonly Host[] => {
    const values = value.kind === 'list' ? value.items : [value];
    return values.flatMap((node): readonly Host[] => {
      if (node.kind !== 'scalar') {
        refuse(node, [...path, name], problems, 'an address');
        return [];
      }
      const address = node.value === null ? '' : String(node.value);
      return [{ node, path: [...path, name], name, addresses: [address] }];
    });
  });
}
