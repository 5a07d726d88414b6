import { child, isNull, list, type MapNode, type TreeNode } from '../tree.js';
import type { MergeRule } from './merge.js';

/**
 * `ipam.config`: a range of the same subnet is merged with the earlier one; ranges of other subnets take the
 * place of the earlier ones, and once they are there, what those said besides the subnet is added to them.
 */
export const mergeAddressRanges: MergeRule = (base, over, merge) => {
  if (isNull(over)) return base;
  if (base.kind !== 'list' || over.kind !== 'list') return merge.conflict(base, over);
  const merged: MapNode[] = [];
  const indexOf = (subnet: unknown) => merged.findIndex((range) => subnetOf(range) === subnet);
  for (const original of base.items) {
    let range = original;
    for (const later of over.items) {
      if (range.kind !== 'map' || later.kind !== 'map') return over;
      const subnet = subnetOf(later);
      const known = indexOf(subnet);
      if (subnet !== subnetOf(range) && known < 0) {
        merged.push(later);
        continue;
      }
      range = merge.maps(range, later);
      if (known < 0) merged.push(range);
      else merged[known] = range;
    }
  }
  return list(over.at, merged);
};

function subnetOf(range: TreeNode): unknown {
  const subnet = child(range, 'subnet');
  return subnet?.kind === 'scalar' ? subnet.value : undefined;
}
