import { type Change, rewrite } from '../rewrite.js';
import { child, isNull, type MapNode, map, scalar, withValues } from '../tree.js';
import { isRequired } from './json-form.js';

/** The typed tree as `config` prints it in YAML, where more is left out because it goes without saying. */
export function yamlForm(root: MapNode): MapNode {
  return rewrite(root, CHANGES);
}

const withoutNull: Change = (node) => (isNull(node) ? undefined : node);
const withoutEmpty: Change = (node) => (node.kind === 'map' && node.entries.size === 0 ? undefined : node);

/** `{command: null}` alone says nothing. */
const hook: Change = (node) => {
  if (node.kind !== 'map' || !isNull(child(node, 'command'))) return node;
  return withoutEmpty(withValues(node, { command: undefined }), []);
};

const limits: Change = (node) =>
  node.kind === 'map'
    ? map(node.at, {
        soft: child(node, 'soft') ?? scalar(node.at, 0),
        hard: child(node, 'hard') ?? scalar(node.at, 0),
      })
    : node;

const envFile: Change = (file) => {
  if (isRequired(file)) return child(file, 'path');
  return file.kind === 'map' ? withValues(file, { format: undefined }) : file;
};

/** A watch of YAML says nothing of a command that isn't there. */
const watch: Change = (node) => {
  const exec = child(node, 'exec');
  if (node.kind !== 'map' || exec === undefined) return node;
  return withValues(node, { exec: hook(exec, []) });
};

const CHANGES: Readonly<Record<string, Change>> = {
  'services.*.command': withoutNull,
  'services.*.entrypoint': withoutNull,
  'services.*.pre_start.*.command': withoutNull,
  'services.*.post_start.*.command': withoutNull,
  'services.*.pre_stop.*.command': withoutNull,
  'services.*.develop.watch.*': watch,
  'services.*.deploy.resources': withoutEmpty,
  'services.*.deploy.placement': withoutEmpty,
  'services.*.env_file.*': envFile,
  'services.*.ulimits.*': limits,
  'services.*.build.ulimits.*': limits,
  'networks.*.ipam': withoutEmpty,
};
