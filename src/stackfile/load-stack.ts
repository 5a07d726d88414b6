import type { Stack } from '../model/stack.js';
import { jsonForm } from './complete/json-form.js';
import { normaliseStack } from './complete/normalise-stack.js';
import { setDefaults } from './complete/set-defaults.js';
import { typed } from './complete/typed.js';
import { usedResources } from './complete/used-resources.js';
import { checkConsistency } from './consistency/check-consistency.js';
import { checkStack } from './consistency/check-stack.js';
import { knownStack } from './consistency/known-stack.js';
import { resolveNames } from './environment/resolve-names.js';
import { readServiceFiles } from './environment/service-files.js';
import { Variables } from './environment/variables.js';
import { mergeDocuments } from './load-files.js';
import { openProject } from './open-project.js';
import { resolvePaths } from './paths/resolve-paths.js';
import { Problems } from './problems.js';
import { activeProfiles, byProfile } from './profiles/by-profile.js';
import { chosenServices } from './profiles/select-services.js';
import type { LoadedStack, StackRequest } from './request.js';
import { findUnsupported } from './support/find-unsupported.js';
import { map, toPlain } from './tree.js';
import { TreePositions } from './tree-positions.js';

/**
 * Reads, merges, checks and resolves the stack files of a request. One pass after another makes a new tree of
 * the one before; places in the text stay with the nodes to the end.
 * @throws TscomposeError STACK_FILE_NOT_FOUND; USAGE for a name that cannot be one; or one STACK_FILE_INVALID
 *   whose message lists every problem in order of position
 */
export function loadStack(request: StackRequest): LoadedStack {
  const problems = new Problems();
  const { files, documents, scope, name } = openProject(request, problems);
  const { sources, switches, variables, directory: workingDir, home } = scope;

  const merged = setDefaults(mergeDocuments(documents, scope));
  // What is said about a stack would be wrong while parts of it are not there.
  if (problems.some(([first, , third]) => first === 'include' || third === 'extends')) problems.throwIfAny();
  if (merged.entries.size === 0) {
    problems.add(merged.at, [], 'the file is empty; a stack file is a map with "services"');
  }
  if (switches.validate) checkStack(merged, problems);
  const rooted = switches.resolvePaths ? resolvePaths(merged, { base: workingDir, home, problems }) : merged;
  // Where nothing is put into texts, Compose doesn't look at the environment for names without a value either.
  const seen = switches.interpolate ? variables : Variables.none.withOwn('COMPOSE_PROJECT_NAME', name);
  const named = resolveNames(rooted, seen, switches.normalise);
  const normal = switches.normalise ? normaliseStack(named, name) : named;
  const whole = switches.interpolate ? typed(normal, { name, problems }) : normal;
  const active = activeProfiles(request.profiles, variables.lookup('COMPOSE_PROFILES'));
  // Nor does it apply profiles then.
  const parts = switches.interpolate
    ? byProfile(whole, active)
    : { stack: whole, disabled: map(whole.at, {}) };
  if (switches.checkConsistency && switches.interpolate) {
    checkConsistency(knownStack(parts.stack, parts.disabled, merged), problems);
  }
  const context = { sources, problems, variables, directory: request.cwd };
  const { stack: chosen, disabled } = chosenServices(parts, request, active, problems);
  const needed = switches.interpolate && request.allResources !== true ? usedResources(chosen) : chosen;
  const resolved = switches.interpolate ? readServiceFiles(needed, context) : needed;
  problems.throwIfAny();
  // Made when first asked for: a mere check of a large stack needs neither.
  const stack = once(() => toPlain(jsonForm(resolved)) as unknown as Stack);
  const unsupported = once(() => findUnsupported(merged, resolved));
  return {
    // Every pass has had its say: the tree has the form that the model describes.
    get stack() {
      return stack();
    },
    origin: {
      workingDir,
      configFiles: files.map(({ path }) => path),
      ...(disabled.entries.size === 0 ? {} : { disabledServices: [...disabled.entries.keys()] }),
    },
    positions: new TreePositions(resolved),
    warnings: problems.diagnostics(),
    tree: resolved,
    environment: variables.values,
    get unsupported() {
      return unsupported();
    },
    interpolationOf: (at) => problems.interpolationAt(at),
    disabledServices: disabled,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
