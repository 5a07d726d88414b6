import { posix } from 'node:path';
import { interpolated, layOver } from '../layer.js';
import { Resets } from '../merge/resets.js';
import { resolvePaths } from '../paths/resolve-paths.js';
import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import { readDocuments, type StackDocument } from '../read/read-documents.js';
import type { Scope } from '../scope.js';
import { child, describeValue, type MapNode } from '../tree.js';
import { ServiceSource } from './service-source.js';

/**
 * The services of a file that is extended, in canonical form; their relative paths begin at that file. What it
 * includes and what its services extend is left as it stands. Undefined when it cannot be used, which is reported.
 * @param name as it is written
 * @param at the place that names it
 */
export function loadServices(
  name: string,
  at: Place,
  path: StackPath,
  scope: Scope,
): ServiceSource | undefined {
  const absolute = posix.resolve(scope.directory, name);
  if (scope.extended.has(absolute)) return scope.extended.get(absolute);
  const file = { ...scope.sources.file(absolute), origin: { role: 'extends', from: at } as const };
  const documents = readDocuments([file], scope, path);
  const directory = posix.dirname(absolute);
  const inner = { ...scope, directory, pathPrefix: posix.relative(scope.directory, directory) || '.' };
  const stack = documents.reduce<MapNode | undefined>(
    (base, document) => layer(base, document, inner),
    undefined,
  );
  const rooted = stack && resolvePaths(stack, { ...inner, base: inner.pathPrefix });
  const source = rooted && servicesIn(rooted, file, documents, at, path, scope);
  scope.extended.set(absolute, source);
  return source;
}

function layer(base: MapNode | undefined, { tree, resets }: StackDocument, scope: Scope): MapNode {
  return layOver(base && Resets.of(resets).apply(base), interpolated(tree, scope), scope, false);
}

function servicesIn(
  stack: MapNode,
  file: StackDocument['file'],
  documents: readonly StackDocument[],
  at: Place,
  path: StackPath,
  { problems }: Scope,
): ServiceSource | undefined {
  const services = child(stack, 'services');
  // As Compose has it, what the last document resets holds for the services of all of them.
  const resets = Resets.of(documents.at(-1)?.resets ?? []);
  if (services?.kind === 'map') return new ServiceSource(file, services, resets);
  const found = services === undefined ? 'has no "services"' : `has as "services" ${describeValue(services)}`;
  problems.add(at, path, `${file.name} ${found}`);
  return undefined;
}
