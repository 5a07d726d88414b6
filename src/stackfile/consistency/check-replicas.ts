import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, plainText, type TreeNode } from '../tree.js';

/** Attributes that say the same as one of `deploy.resources`; both have to agree. */
const TWINS = [
  ['cpus', 'limits', 'cpus'],
  ['mem_limit', 'limits', 'memory'],
  ['mem_reservation', 'reservations', 'memory'],
  ['pids_limit', 'limits', 'pids'],
] as const;

/** How many containers a service has and what they may use, where two attributes have a say. */
export function checkReplicas(service: TreeNode, path: StackPath, problems: Problems): void {
  const deploy = child(service, 'deploy');
  const scale = child(service, 'scale');
  const replicas = child(deploy, 'replicas');
  if (scale !== undefined && replicas !== undefined && figure(scale) !== figure(replicas)) {
    const message = `${plainText(scale)} differs from the ${plainText(replicas)} of "deploy.replicas"; leave one of them out`;
    problems.add(scale.at, [...path, 'scale'], message, scale);
  }
  for (const [node, at] of [
    [scale, [...path, 'scale']],
    [replicas, [...path, 'deploy', 'replicas']],
  ] as const) {
    if (node === undefined) continue;
    if (figure(node) < 0) problems.add(node.at, at, `has to be at least 0, but is ${plainText(node)}`, node);
  }
  const name = child(service, 'container_name');
  if (name !== undefined && figure(scale ?? replicas) > 1) {
    const from = scale === undefined ? 'deploy.replicas' : 'scale';
    const message = `one name cannot do for the ${plainText(scale ?? replicas)} containers of "${from}"; leave it out`;
    problems.add(name.at, [...path, 'container_name'], message, name);
  }
  for (const [key, kind, twin] of TWINS) {
    const own = child(service, key);
    const limits = child(child(deploy, 'resources'), kind);
    const other = child(limits, twin);
    if (own === undefined || limits === undefined || !(figure(own) !== 0) || figure(own) === figure(other))
      continue;
    const theirs = other === undefined ? 'is not set there' : `is ${plainText(other)} there`;
    const message = `is ${plainText(own)}, but "deploy.resources.${kind}.${twin}" ${theirs}; give it in one place`;
    problems.add(own.at, [...path, key], message, own);
  }
}

/** A number, also in a text; 0 where there is none. */
function figure(node: TreeNode | undefined): number {
  return Number(plainText(node));
}
