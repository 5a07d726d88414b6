import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, entriesOf, itemsOf, plainText, quote, type TreeNode } from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';
import { checkDependencies, checkServiceName } from './check-dependencies.js';
import type { KnownStack, Section } from './known-stack.js';

/** Reports every network, volume, config, secret, model or service that a service refers to and no file defines. */
export function checkReferences(
  service: TreeNode,
  path: StackPath,
  known: KnownStack,
  problems: Problems,
): void {
  const check = (section: Section, kind: string, name: string, at: Place, where: StackPath) => {
    const defined = known.names[section];
    if (defined.has(name)) return;
    const near = (section === 'volumes' ? pathHint(name) : '') || didYouMean(name, [...defined]);
    const hint = near === '' ? `; define it under the top-level "${section}"` : near;
    problems.add(at, [...path, ...where], `there is no ${kind} ${quote(name)}${hint}`);
  };
  for (const [name, { key }] of entriesOf(child(service, 'networks'))) {
    check('networks', 'network', name, key, ['networks', name]);
  }
  for (const [name, { key }] of entriesOf(child(service, 'models'))) {
    check('models', 'model', name, key, ['models', name]);
  }
  for (const [index, volume] of itemsOf(child(service, 'volumes')).entries()) {
    const source = child(volume, 'source');
    if (plainText(child(volume, 'type')) !== 'volume' || source === undefined || plainText(source) === '')
      continue;
    check('volumes', 'volume', plainText(source), source.at, ['volumes', index]);
  }
  const grants = [
    ...(['configs', 'secrets'] as const).map(
      (section) => [section, [section], child(service, section)] as const,
    ),
    ['secrets', ['build', 'secrets'], child(child(service, 'build'), 'secrets')] as const,
  ];
  for (const [section, where, list] of grants) {
    for (const [index, grant] of itemsOf(list).entries()) {
      const source = child(grant, 'source');
      if (source === undefined) {
        problems.add(grant.at, [...path, ...where, index], '"source" is missing', grant);
        continue;
      }
      check(section, section.slice(0, -1), plainText(source), source.at, [...where, index]);
    }
  }
  checkDependencies(service, path, known, problems);
  checkContexts(service, path, known, problems);
}

function pathHint(name: string): string {
  if (/^[./~]/.test(name)) return '; for a path of the host, "type" has to be "bind"';
  return name.includes('/') ? `; write ${quote(`./${name}`)} for a path of the host` : '';
}

/** `service:NAME` in `build.additional_contexts` stands for the image that the service builds. */
function checkContexts(service: TreeNode, path: StackPath, known: KnownStack, problems: Problems): void {
  for (const [name, { value }] of entriesOf(child(child(service, 'build'), 'additional_contexts'))) {
    const other = /^service:(.*)$/s.exec(plainText(value))?.[1];
    if (other === undefined) continue;
    const at = [...path, 'build', 'additional_contexts', name];
    if (!checkServiceName(other, value.at, at, known, problems)) continue;
    const build = child(child(child(known.stack, 'services'), other), 'build');
    if (build === undefined)
      problems.add(value.at, at, `services.${other} has no "build" whose result could be used`);
  }
}
