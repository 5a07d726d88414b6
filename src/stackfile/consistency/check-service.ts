import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import {
  child,
  describeValue,
  entriesOf,
  itemsOf,
  keyPlace,
  plainText,
  quote,
  type TreeNode,
} from '../tree.js';

const PROBE_KINDS = ['CMD', 'CMD-SHELL', 'NONE'];

/** Attributes of one service that need each other, or exclude each other. */
export function checkService(service: TreeNode, path: StackPath, problems: Problems): void {
  checkBuild(service, path, problems);
  const networks = child(service, 'networks');
  if (child(service, 'network_mode') !== undefined && [...entriesOf(networks)].length > 0) {
    const message = '"networks" cannot stand beside "network_mode"; leave one of them out';
    problems.add(keyPlace(service, 'networks'), [...path, 'networks'], message, networks);
  }
  checkProbe(service, path, problems);
  checkWatch(service, path, problems);
}

function checkBuild(service: TreeNode, path: StackPath, problems: Problems): void {
  const build = child(service, 'build');
  if (build === undefined) return;
  const inline = child(build, 'dockerfile_inline');
  if (plainText(inline) !== '' && plainText(child(build, 'dockerfile')) !== '') {
    const message = '"dockerfile_inline" cannot stand beside "dockerfile"; leave one of them out';
    problems.add(
      keyPlace(build, 'dockerfile_inline'),
      [...path, 'build', 'dockerfile_inline'],
      message,
      inline,
    );
  }
  const platform = child(service, 'platform');
  const platforms = itemsOf(child(build, 'platforms')).map(plainText);
  if (platform === undefined || platforms.length === 0 || platforms.includes(plainText(platform))) return;
  const message = `${quote(plainText(platform))} is not one of "build.platforms", which are ${platforms.map(quote).join(', ')}`;
  problems.add(platform.at, [...path, 'platform'], message, platform);
}

function checkProbe(service: TreeNode, path: StackPath, problems: Problems): void {
  const first = itemsOf(child(child(service, 'healthcheck'), 'test'))[0];
  if (first === undefined || PROBE_KINDS.includes(plainText(first))) return;
  const message = `a list has to begin with "CMD", "CMD-SHELL" or "NONE", but this one begins with ${quote(plainText(first))}`;
  problems.add(first.at, [...path, 'healthcheck', 'test', 0], message, first);
}

function checkWatch(service: TreeNode, path: StackPath, problems: Problems): void {
  for (const [index, rule] of itemsOf(child(child(service, 'develop'), 'watch')).entries()) {
    const action = child(rule, 'action');
    const needsTarget = action !== undefined && !['rebuild', 'restart'].includes(plainText(action));
    if (!needsTarget || plainText(child(rule, 'target')) !== '') continue;
    const message = `"target" is missing; ${describeValue(action)} has to know where files go`;
    problems.add(rule.at, [...path, 'develop', 'watch', index], message, rule);
  }
}
