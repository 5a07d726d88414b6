import { isNull, type MapNode, map, scalar, type TreeNode } from '../tree.js';
import { mergeAddressRanges } from './address-ranges.js';
import type { Merge, MergeRule } from './merge.js';
import { asList, mapOfNames, pairsOf } from './pairs.js';

/** Half a command makes no sense: the later one counts as a whole, even when it is empty. */
const replace: MergeRule = (base, over, merge) => merge.replace(base, over);

/** A text, or a list of them: appended. */
const append: MergeRule = (base, over, merge) => {
  const [left, right] = [asList(base), asList(over)];
  if (left === undefined || right === undefined) return right === undefined ? base : over;
  return merge.lists(left, right);
};

/** A map, or a list of `KEY=VALUE`: merged key by key. */
const mergePairs: MergeRule = (base, over, merge) => {
  if (isNull(over)) return base;
  if (isNull(base)) return merge.replace(base, over);
  if (isNoList(over)) return base;
  if (isNoList(base)) return over;
  const [left, right] = [asPairs(base), asPairs(over)];
  // What is no mapping at all is left for the schema to refuse.
  if (right === undefined) return over;
  return left === undefined ? base : new PairMerge(merge).maps(left, right);
};

/** A value of the later map counts even when it is null: the variable is to have none. */
class PairMerge {
  private readonly merge: Merge;

  constructor(merge: Merge) {
    this.merge = merge;
  }

  maps(base: MapNode, over: MapNode): MapNode {
    const entries = new Map(base.entries);
    for (const [key, entry] of over.entries) {
      const old = entries.get(key);
      entries.set(
        key,
        old === undefined ? entry : { ...entry, value: this.merge.replace(old.value, entry.value) },
      );
    }
    return { ...base, entries };
  }
}

function asPairs(node: TreeNode): MapNode | undefined {
  if (node.kind === 'map') return node;
  const items = asList(node);
  return items === undefined ? undefined : pairsOf(items);
}

/** A number or boolean where pairs belong counts as none, as to Compose, once there is something to merge it with. */
function isNoList(node: TreeNode): boolean {
  return node.kind === 'scalar' && asList(node) === undefined;
}

/** A host may have several addresses: what is there already is not added again. */
const mergeHosts: MergeRule = (base, over, merge) => {
  const [left, right] = [asList(base), asList(over)];
  if (left === undefined || right === undefined) return right === undefined ? base : over;
  const known = new Set(left.items.map((item) => (item.kind === 'scalar' ? item.value : item)));
  return merge.lists(left, {
    ...right,
    items: right.items.filter((item) => !known.has(item.kind === 'scalar' ? item.value : item)),
  });
};

/** A list of names, or a map with settings for each. */
function mergeNames(settings: (name: TreeNode) => TreeNode): MergeRule {
  const named = (node: TreeNode) => (node.kind === 'list' ? mapOfNames(node, settings) : node);
  return (base, over, merge) => {
    if (isNull(over)) return base;
    if (isNull(base)) return merge.replace(base, over);
    const [left, right] = [named(base), named(over)];
    return left?.kind === 'map' && right?.kind === 'map' ? merge.maps(left, right) : over;
  };
}

const namesOnly = mergeNames(({ at }) => scalar(at, null));

const dependencies = mergeNames(({ at }) =>
  map(at, { condition: scalar(at, 'service_started'), required: scalar(at, true) }),
);

/** A text is the context. */
const mergeBuild: MergeRule = (base, over, merge) => {
  if (isNull(over)) return base;
  const [left, right] = [asBuild(base), asBuild(over)];
  return left === undefined || right === undefined ? over : merge.maps(left, right);
};

function asBuild(node: TreeNode): MapNode | undefined {
  if (node.kind === 'map') return node;
  return node.kind === 'scalar' && node.value !== null ? map(node.at, { context: node }) : undefined;
}

/** Options belong to their driver: another driver brings its own. */
const mergeLogging: MergeRule = (base, over, merge) => {
  if (isNull(over)) return base;
  if (base.kind !== 'map' || over.kind !== 'map') return merge.replace(base, over);
  const driver = ({ entries }: MapNode) => entries.get('driver')?.value;
  const [left, right] = [driver(base), driver(over)];
  const other = left?.kind === 'scalar' && right?.kind === 'scalar' && left.value !== right.value;
  return other ? merge.replace(base, over) : merge.maps(base, over);
};

/** The rules of attributes that are not simply merged, appended or replaced. */
export const MERGE_RULES: Readonly<Record<string, MergeRule>> = {
  'configs.*.labels': mergePairs,
  'networks.*.ipam.config': mergeAddressRanges,
  'networks.*.labels': mergePairs,
  'secrets.*.labels': mergePairs,
  'services.*.annotations': mergePairs,
  'services.*.build': mergeBuild,
  'services.*.build.additional_contexts': mergePairs,
  'services.*.build.args': mergePairs,
  'services.*.build.extra_hosts': mergeHosts,
  'services.*.build.labels': mergePairs,
  'services.*.command': replace,
  'services.*.depends_on': dependencies,
  'services.*.deploy.labels': mergePairs,
  'services.*.dns': append,
  'services.*.dns_opt': append,
  'services.*.dns_search': append,
  'services.*.entrypoint': replace,
  'services.*.env_file': append,
  'services.*.environment': mergePairs,
  'services.*.extra_hosts': mergeHosts,
  'services.*.healthcheck.test': replace,
  'services.*.label_file': append,
  'services.*.labels': mergePairs,
  'services.*.logging': mergeLogging,
  'services.*.models': namesOnly,
  'services.*.networks': namesOnly,
  'services.*.sysctls': mergePairs,
  'services.*.tmpfs': append,
  'services.*.ulimits.*': replace,
  'volumes.*.labels': mergePairs,
};
