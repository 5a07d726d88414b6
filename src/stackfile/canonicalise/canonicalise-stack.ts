import { type Changes, rewrite } from '../rewrite.js';
import type { MapNode } from '../tree.js';
import type { CanonicaliseContext, Canonicaliser } from './context.js';
import { devices, ulimit } from './devices.js';
import { external } from './external.js';
import { ports } from './ports.js';
import {
  additionalContexts,
  dependencies,
  envFiles,
  gpus,
  inMap,
  names,
  ssh,
  textList,
  written,
} from './short-forms.js';
import { volumeMount } from './volumes.js';

const version: Canonicaliser = (node, path, { problems }) => {
  problems.warn(node.at, path, 'obsolete and without effect; it can be left out');
  return undefined;
};

const CANONICALISERS: Readonly<Record<string, Canonicaliser>> = {
  'services.*.build': inMap('context'),
  'services.*.build.additional_contexts': additionalContexts,
  'services.*.build.provenance': written,
  'services.*.build.sbom': written,
  'services.*.build.secrets.*': inMap('source'),
  'services.*.build.ssh': ssh,
  'services.*.build.ulimits.*': ulimit,
  'services.*.configs.*': inMap('source'),
  'services.*.depends_on': dependencies,
  'services.*.develop.watch.*.ignore': textList,
  'services.*.develop.watch.*.include': textList,
  'services.*.devices.*': devices,
  'services.*.dns': textList,
  'services.*.env_file': envFiles,
  'services.*.extends': inMap('service'),
  'services.*.gpus': gpus,
  'services.*.label_file': textList,
  'services.*.models': names,
  'services.*.networks': names,
  'services.*.ports': ports,
  'services.*.secrets.*': inMap('source'),
  'services.*.ulimits.*': ulimit,
  'services.*.volumes.*': volumeMount,
  'configs.*': external,
  'networks.*': external,
  'secrets.*': external,
  'volumes.*': external,
  'include.*': inMap('path'),
  version,
};

/**
 * Brings every short syntax to its long form. What is long already stays as it is, so that a stack can be brought
 * to canonical form again after another file was merged into it.
 */
export function canonicaliseStack(root: MapNode, context: CanonicaliseContext): MapNode {
  const changes: Changes = Object.fromEntries(
    Object.entries(CANONICALISERS).map(([pattern, canonicalise]) => [
      pattern,
      (node, path) => (context.problems.isRefused(node) ? undefined : canonicalise(node, path, context)),
    ]),
  );
  return rewrite(root, changes);
}
