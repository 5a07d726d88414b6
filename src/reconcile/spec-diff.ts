import { canonicalSpec } from '../lowering/canonical-spec.js';
import { LABEL, OWN_LABELS } from '../lowering/labels.js';
import type { ContainerSpec } from '../spec/container.js';
import { limitFacts } from './limit-facts.js';
import { hideSecrets, maySecret } from './secretive.js';
import { mountText, portText, restartText, secondsText } from './spec-texts.js';

/** Flat view of a spec in the words of the stack file; what is absent has no entry. */
type Facts = ReadonlyMap<string, string>;

/** The keys of {@link ContainerSpec} that have another name or form in the stack file. */
const SHOWN_BY_HAND: ReadonlySet<string> = new Set([
  'name',
  'env',
  'labels',
  'mounts',
  'networks',
  'ports',
  'restart',
  'healthcheck',
  'stopGraceMs',
  'limits',
  'pidsLimit',
  'ulimits',
  'shmSize',
]);

/** What a config or secret holds is never shown, nor told where there was or will be none. */
const CONTENTS = ': contents';

/** Every difference for which a container has to be made anew, as `key: old → new` in the words of the stack file, sorted. */
export function diffSpecs(before: ContainerSpec, after: ContainerSpec): readonly string[] {
  return compare(factsOf(before), factsOf(after));
}

/** Likewise what can change while the container goes on: nothing inside of it depends on it. */
export function diffInPlace(before: ContainerSpec, after: ContainerSpec): readonly string[] {
  return compare(inPlaceFactsOf(before), inPlaceFactsOf(after));
}

function compare(left: Facts, right: Facts): readonly string[] {
  const text = (facts: Facts, key: string) => hideSecrets(facts.get(key) ?? 'none');
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .filter((key) => left.get(key) !== right.get(key))
    .filter((key) => !key.endsWith(CONTENTS) || (left.has(key) && right.has(key)))
    .map((key) => {
      const [before, after] = [text(left, key), text(right, key)];
      const isHidden = maySecret(key) || key.endsWith(CONTENTS);
      return isHidden || before === after ? `${key} changed` : `${key}: ${before} → ${after}`;
    });
}

function factsOf(given: ContainerSpec): Facts {
  const spec = canonicalSpec(given);
  const facts = new FactMap();
  facts.put('container_name', spec.name);
  for (const [key, value] of Object.entries(spec)) {
    if (!SHOWN_BY_HAND.has(key)) facts.put(snakeCase(key), value);
  }
  for (const [key, value] of limitFacts(spec)) facts.put(key, value);
  for (const [key, value] of Object.entries(spec.env)) facts.put(`environment.${key}`, value ?? 'unset');
  for (const [key, value] of Object.entries(spec.labels)) {
    if (!OWN_LABELS.has(key)) facts.put(`labels.${key}`, value);
  }
  for (const { network, aliases, ipv4Address, macAddress } of spec.networks) {
    facts.put(`networks.${network}`, aliases);
    facts.put(`networks.${network}.ipv4_address`, ipv4Address);
    facts.put(`networks.${network}.mac_address`, macAddress);
  }
  for (const mount of spec.mounts) {
    const grant = mount.type === 'bind' || mount.type === 'file' ? mount.grant : undefined;
    if (grant === undefined) facts.put(`volumes.${mount.target}`, mountText(mount));
    else {
      const granted = `${grant.kind} ${grant.name}`;
      facts.put(`${granted} on ${mount.target}`, mountText(mount));
      facts.put(`${granted}${CONTENTS}`, grant.digest);
    }
  }
  facts.put('ports', spec.ports.length === 0 ? undefined : spec.ports.map(portText));
  if (spec.healthcheck === 'disabled') facts.put('healthcheck', 'disabled');
  else {
    for (const [key, value] of Object.entries(spec.healthcheck ?? {})) facts.put(`healthcheck.${key}`, value);
  }
  return facts;
}

function inPlaceFactsOf({ restart, stopGraceMs, labels }: ContainerSpec): Facts {
  const facts = new FactMap();
  facts.put('restart', restartText(restart));
  facts.put('stop_grace_period', secondsText(stopGraceMs));
  facts.put('depends_on', labels[LABEL.dependsOn] || undefined);
  facts.put('project directory', labels[LABEL.workingDir]);
  return facts;
}

class FactMap extends Map<string, string> {
  put(key: string, value: unknown): void {
    if (value === undefined || value === null) return;
    this.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
