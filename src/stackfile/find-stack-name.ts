import { TscomposeError } from '../base/errors.js';
import { callersVariables, projectVariables } from './environment/load-environment.js';
import { findStackFiles, projectDirectoryOf } from './find/discover.js';
import { type Glance, glanceName } from './find/glance-name.js';
import { normaliseProjectName, projectNameOf, requestedProjectName } from './find/project-name.js';
import { type GivenFile, SourceReader } from './find/source-reader.js';
import type { Lookup } from './interpolate/template.js';
import { Problems } from './problems.js';
import { decodeText } from './read/decode.js';
import type { StackReader, StackRequest } from './request.js';

/**
 * The name that `loadStack` gives the stack of a request, as far as it can be told without parsing its files; undefined when it
 * can't, or when there is anything wrong with finding them. To look at a stack that runs, its name is enough: that takes a tenth
 * of the time, and the file may be in the middle of being edited.
 */
export function findStackName(request: StackRequest): string | undefined {
  try {
    return nameOf(request);
  } catch (error) {
    // Whoever reads the files in earnest says it better.
    if (error instanceof TscomposeError) return undefined;
    throw error;
  }
}

function nameOf(request: StackRequest): string | undefined {
  const problems = new Problems();
  const sources = new SourceReader(request.reader, request.cwd, problems);
  const callers = callersVariables(request, sources, problems);
  const files = filesOf(request, callers.lookup);
  // Where a name is given no file is needed.
  if (files === undefined)
    return requestedProjectName(request.projectName, callers.lookup('COMPOSE_PROJECT_NAME'));
  // Standard input can be read only once.
  if (files.some(({ path }) => path === '-')) return undefined;
  const directory = projectDirectoryOf(request, files);
  const known = projectVariables(callers, request, directory, sources, problems);
  problems.throwIfAny();
  const glances = files.map(({ path }) => glance(request.reader, path));
  const requested = requestedProjectName(request.projectName, known.lookup('COMPOSE_PROJECT_NAME'));
  if (requested !== undefined) return glances.includes(undefined) ? undefined : requested;
  return writtenName(glances, directory);
}

/** Undefined: there are none, and none was asked for. */
function filesOf(request: StackRequest, variables: Lookup): readonly GivenFile[] | undefined {
  try {
    return findStackFiles(request, variables);
  } catch (error) {
    if (request.files.length > 0 || variables('COMPOSE_FILE') !== undefined) throw error;
    return undefined;
  }
}

/** Undefined: it cannot be read. */
function glance(reader: StackReader, path: string): Glance | undefined {
  const result = reader.read(path);
  if (result.kind !== 'file') return undefined;
  const decoded = decodeText(result.bytes);
  return 'text' in decoded ? glanceName(decoded.text) : { kind: 'unsure' };
}

function writtenName(glances: readonly (Glance | undefined)[], directory: string): string | undefined {
  if (glances.some((one) => one === undefined || one.kind === 'unsure')) return undefined;
  const last = glances.findLast((one) => one?.kind === 'name');
  if (last?.kind !== 'name') return projectNameOf(directory);
  return normaliseProjectName(last.text) || undefined;
}
