import { setDefaults } from './complete/set-defaults.js';
import { resolveListedNames } from './environment/resolve-names.js';
import { applyExtends } from './extends/apply-extends.js';
import { loadServices } from './extends/load-services.js';
import { ServiceSource } from './extends/service-source.js';
import type { GivenFile } from './find/source-reader.js';
import { applyInclude } from './include/apply-include.js';
import { interpolated, layOver } from './layer.js';
import { Resets } from './merge/resets.js';
import { resolvePaths } from './paths/resolve-paths.js';
import type { StackPath } from './positions.js';
import { readDocuments, type StackDocument } from './read/read-documents.js';
import { SourceText } from './read/source-text.js';
import type { Scope } from './scope.js';
import { child, type MapNode, map } from './tree.js';

/** Each document is merged and checked with all before it: of more than this a file would take minutes. */
const DOCUMENTS = 1_000;

/** Lays documents over each other, the first at the bottom, with all that they extend and include. */
export function mergeDocuments(documents: readonly StackDocument[], scope: Scope): MapNode {
  const further = documents[DOCUMENTS];
  if (further !== undefined) {
    scope.problems.add(further.tree.at, [], `more than ${DOCUMENTS} documents are too many for one stack`);
  }
  return (
    documents
      .slice(0, DOCUMENTS)
      .reduce<MapNode | undefined>((base, document) => addDocument(base, document, scope), undefined) ??
    map(NOWHERE, {})
  );
}

function addDocument(base: MapNode | undefined, document: StackDocument, scope: Scope): MapNode {
  const resets = Resets.of(document.resets);
  const whole = interpolated(document.tree, scope);
  const extended = extendServices(whole, document.file, resets, scope);
  const complete = applyInclude(extended, document.file, scope, loadProject);
  return layOver(base && resets.apply(base), complete, scope, scope.switches.validate);
}

function extendServices(document: MapNode, file: GivenFile, resets: Resets, scope: Scope): MapNode {
  const services = child(document, 'services');
  if (services?.kind !== 'map') return document;
  const source = new ServiceSource(file, services, resets);
  const load = (name: string, at: MapNode['at'], path: StackPath) => loadServices(name, at, path, scope);
  return applyExtends(document, source, load, scope.problems);
}

/** A project that another includes, as far as it is worked out by itself. */
function loadProject(files: readonly GivenFile[], scope: Scope, path: StackPath): MapNode {
  const project = setDefaults(mergeDocuments(readDocuments(files, scope, path), scope));
  const rooted = resolvePaths(project, { ...scope, base: scope.pathPrefix });
  return resolveListedNames(rooted, scope.variables);
}

/** Stands for a file without a single document. */
const NOWHERE = { source: new SourceText('', '', 0), offset: 0 };
