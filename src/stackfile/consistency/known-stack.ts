import { child, type Entry, entriesOf, type MapNode } from '../tree.js';

export type Section = 'services' | 'networks' | 'volumes' | 'configs' | 'secrets' | 'models';

/** What the consistency checks look at. */
export interface KnownStack {
  readonly stack: MapNode;
  readonly disabled: MapNode;
  /** The names that each section of the files defines; of services only those that are active. */
  readonly names: Readonly<Record<Section, ReadonlySet<string>>>;
}

/**
 * @param stack without services of inactive profiles, in the form that it is printed in
 * @param disabled services of inactive profiles
 * @param written the merged files: whether a network or volume is defined has nothing to do with its being used
 */
export function knownStack(stack: MapNode, disabled: MapNode, written: MapNode): KnownStack {
  const keysOf = (tree: MapNode, section: Section) =>
    [...entriesOf(child(tree, section))].map(([name]) => name);
  const defined = (section: Section) => new Set([...keysOf(written, section), ...keysOf(stack, section)]);
  return {
    stack,
    disabled,
    names: {
      services: new Set(keysOf(stack, 'services')),
      networks: defined('networks'),
      volumes: defined('volumes'),
      configs: defined('configs'),
      secrets: defined('secrets'),
      models: defined('models'),
    },
  };
}

/** Each active service with its name and the place of that. */
export function servicesOf({ stack }: KnownStack): readonly (readonly [string, Entry])[] {
  return [...entriesOf(child(stack, 'services'))];
}
