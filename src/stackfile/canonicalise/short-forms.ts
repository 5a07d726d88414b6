import { scalarText } from '../read/scalar.js';
import { type Entry, implied, list, map, quote, scalar, type TreeNode, withValues } from '../tree.js';
import { type Canonicaliser, isText, refuse } from './context.js';

/** One text in the place of a map: the value of one of its keys, as in `build: .` for `build: {context: .}`. */
export function inMap(key: string): Canonicaliser {
  return (node) => (isText(node) ? map(node.at, { [key]: node }) : node);
}

/** One text in the place of a list. */
export const textList: Canonicaliser = (node) => (isText(node) ? list(node.at, [node]) : node);

/** `provenance: true`: text, whatever it was written as. */
export const written: Canonicaliser = (node) => {
  if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'string') return node;
  return { ...node, value: scalarText(node.value, node.float === true) };
};

/** A list of names: a map whose values say nothing. */
export const names: Canonicaliser = (node) => named(node, ({ at }) => scalar(at, null));

/** `depends_on`: a name alone means "started" and "required". */
export const dependencies: Canonicaliser = (node) => {
  const defaults = ({ at }: TreeNode) => ({
    condition: implied(at, 'service_started'),
    required: implied(at, true),
  });
  if (node.kind !== 'map') return named(node, (name) => map(name.at, defaults(name)));
  const entries = new Map<string, Entry>();
  for (const [name, entry] of node.entries) {
    const { value } = entry;
    entries.set(
      name,
      value.kind === 'map' ? { ...entry, value: withDefaults(value, defaults(value)) } : entry,
    );
  }
  return { ...node, entries };
};

/** `env_file`: a path alone has to be there. */
export const envFiles: Canonicaliser = (node) => {
  const files = isText(node) ? list(node.at, [node]) : node;
  if (files.kind !== 'list') return node;
  const items = files.items.map((item) => {
    const file = isText(item) ? map(item.at, { path: item }) : item;
    return withDefaults(file, { required: implied(file.at, true) });
  });
  return { ...files, items };
};

/** `gpus: all`. */
export const gpus: Canonicaliser = (node) =>
  isText(node) ? list(node.at, [map(node.at, { count: scalar(node.at, 'all') })]) : node;

/** `ssh: [default, key=~/.ssh/id]`. */
export const ssh: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'list') return node;
  const entries = new Map<string, Entry>();
  for (const [index, item] of node.items.entries()) {
    if (!isText(item)) return node;
    const pair = keyValue(item.value);
    if (pair.value === undefined && pair.key !== 'default') {
      const message = `${quote(item.value)} is no SSH key: write "default" for the agent of this session, or "NAME=/path/of/the/key"`;
      if (refuse(item, [...path, index], context, message) !== undefined) return node;
    } else entries.set(pair.key, { key: item.at, value: { ...item, value: pair.value ?? null } });
  }
  return { kind: 'map', at: node.at, entries };
};

/** `additional_contexts: [NAME=PATH]`. */
export const additionalContexts: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'list') return node;
  const entries = new Map<string, Entry>();
  for (const [index, item] of node.items.entries()) {
    if (!isText(item)) return node;
    const { key, value } = keyValue(item.value);
    if (value === undefined) {
      const message = `${quote(item.value)} is no named context: write "NAME=PATH", as in "assets=./assets"`;
      if (refuse(item, [...path, index], context, message) !== undefined) return node;
    } else entries.set(key, { key: item.at, value: { ...item, value } });
  }
  return { kind: 'map', at: node.at, entries };
};

function keyValue(text: string): { readonly key: string; readonly value?: string } {
  const equals = text.indexOf('=');
  return equals < 0 ? { key: text } : { key: text.slice(0, equals), value: text.slice(equals + 1) };
}

function named(node: TreeNode, value: (item: TreeNode) => TreeNode): TreeNode {
  if (node.kind !== 'list') return node;
  const entries = new Map<string, Entry>();
  for (const item of node.items) {
    if (item.kind !== 'scalar') continue;
    entries.set(String(item.value), { key: item.at, value: value(item) });
  }
  return { kind: 'map', at: node.at, entries };
}

function withDefaults(node: TreeNode, defaults: Readonly<Record<string, TreeNode>>): TreeNode {
  if (node.kind !== 'map') return node;
  const missing = Object.entries(defaults).filter(([key]) => !node.entries.has(key));
  return missing.length === 0 ? node : withValues(node, Object.fromEntries(missing));
}
