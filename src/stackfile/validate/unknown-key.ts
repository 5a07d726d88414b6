import { pathText } from '../path-text.js';
import type { StackPath } from '../positions.js';
import { child, entriesOf, type MapNode } from '../tree.js';
import type { Mismatch } from './mismatches.js';
import { didYouMean, nearest } from './near-miss.js';
import { otherNameOf } from './other-names.js';
import { dereference, type Schema } from './schema.js';
import { NAME_WORDS } from './wording.js';

type KeyMismatch = Extract<Mismatch, { kind: 'key' }>;

/** What is wrong with a key that may not stand where it stands, and where it or what was meant by it may. */
export function unknownKey({ path, node, key, schema, around }: KeyMismatch): string {
  if (schema.properties === undefined) {
    const [pattern = ''] = Object.keys(schema.patternProperties ?? {});
    return NAME_WORDS[pattern] ?? 'is no valid name';
  }
  const own = Object.keys(schema.properties);
  return `unknown key${advice(path, node, key, own, around)}`;
}

function advice(
  path: StackPath,
  node: MapNode,
  key: string,
  own: readonly string[],
  around: readonly Schema[],
): string {
  if (/^\d+$/.test(key) && own.includes('published')) {
    const value = child(node, key);
    const text = value?.kind === 'scalar' ? `${key}:${value.value}` : `${key}:${key}`;
    return `; write the port as one text, "${text}"`;
  }
  const other = otherNameOf(key, own);
  if (other !== undefined) return `; what you mean is called ${quotedNames(other)} here`;
  if (nearest(key, own) !== undefined && (!isElsewhere(key, around) || isSlip(key, own))) {
    return didYouMean(key, own);
  }
  return placeElsewhere(path, key, around) ?? rootAdvice(path, node, key, around) ?? allowedKeys(own);
}

function quotedNames(names: string): string {
  return names
    .split(' or ')
    .map((name) => JSON.stringify(name))
    .join(' or ');
}

/** Another spelling of one of the keys rather than a different word. */
function isSlip(key: string, own: readonly string[]): boolean {
  const near = nearest(key, own) ?? '';
  return near.replaceAll('_', '') === key.replaceAll(/[-_]/g, '').toLowerCase();
}

function isElsewhere(key: string, around: readonly Schema[]): boolean {
  return around
    .slice(0, -1)
    .some(({ properties }) => properties !== undefined && Object.hasOwn(properties, key));
}

/** Right key, wrong level: the indentation is off. */
function placeElsewhere(path: StackPath, key: string, around: readonly Schema[]): string | undefined {
  for (let level = around.length - 2; level >= 0; level--) {
    if (!Object.hasOwn(around[level]?.properties ?? {}, key)) continue;
    const up = around.length - 1 - level;
    const owner = level === 0 ? 'at the top level of the file' : `in ${pathText(path.slice(0, level))}`;
    return `; ${JSON.stringify(key)} belongs ${owner}, ${up === 1 ? 'one level' : `${up} levels`} up`;
  }
  const own = around.at(-1);
  const below = own === undefined ? [] : placesBelow(own, key, 3);
  const shortest = Math.min(...below.map((place) => place.length));
  const nearestPlaces = below.filter((place) => place.length === shortest);
  if (nearestPlaces.length === 0 || nearestPlaces.length > 2) return undefined;
  return `; it belongs under ${nearestPlaces.map((place) => JSON.stringify(place.join('.'))).join(' or ')}`;
}

/** Maps with fixed keys below a schema that know the key. */
function placesBelow(schema: Schema, key: string, depth: number): readonly (readonly string[])[] {
  if (depth === 0) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const target = dereference(part);
    const here = Object.hasOwn(target.properties ?? {}, key) ? [[name]] : [];
    return [...here, ...placesBelow(target, key, depth - 1).map((place) => [name, ...place])];
  });
}

/** At the top level: a service, or one of its attributes. */
function rootAdvice(
  path: StackPath,
  node: MapNode,
  key: string,
  around: readonly Schema[],
): string | undefined {
  if (path.length > 0) return undefined;
  const services = dereference(around[0]?.properties?.services ?? {});
  const service = dereference(Object.values(services.patternProperties ?? {})[0] ?? {}).properties ?? {};
  if (Object.hasOwn(service, key)) return `; ${JSON.stringify(key)} belongs in a service, below "services"`;
  const keys = [...entriesOf(child(node, key))].map(([name]) => name);
  const looksLikeService = keys.includes('image') || keys.includes('build');
  if (looksLikeService) return '; a service belongs below "services"';
  return nearest(key, Object.keys(service)) === undefined
    ? '; extensions begin with "x-"'
    : `${didYouMean(key, Object.keys(service))} That belongs in a service, below "services"`;
}

function allowedKeys(own: readonly string[]): string {
  if (own.length > 10) return '';
  const words = own.map((name) => JSON.stringify(name));
  return words.length === 1 ? `; only ${words[0]} may stand here` : `; allowed are ${words.join(', ')}`;
}
