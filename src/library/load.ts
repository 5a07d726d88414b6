import { randomBytes } from 'node:crypto';
import { dockerLogins } from '../local/credentials/docker-logins.js';
import type { LoginStore } from '../local/credentials/login-store.js';
import { honourLock } from '../local/lock/honour-lock.js';
import { nodeReader } from '../local/node-reader.js';
import { readText } from '../local/read-text.js';
import { requireSupport } from '../local/require-support.js';
import type { Stack, StackOrigin } from '../model/stack.js';
import { loadStack } from '../stackfile/load-stack.js';
import type { ResolvedStack, StackPositions, StackRequest } from '../stackfile/request.js';
import { resolvedStack } from '../stackfile/resolved-stack.js';
import { isolate } from './isolate.js';
import type { StackOptions } from './stack-options.js';

const ISOLATION_BYTES = 4;

/** What of a stack file an engine is told, and its caller wants to know. */
export interface LoadedFiles {
  readonly model: Stack;
  readonly origin: StackOrigin;
  /** The variables that the files saw. */
  readonly variable: ResolvedStack['variable'];
  /** What is odd about the files, with its place. */
  readonly warnings: readonly string[];
  /** The user's logins at registries. */
  readonly logins: LoginStore;
  /** Turns paths in errors into places. */
  readonly positions: StackPositions;
}

/** @throws STACK_FILE_NOT_FOUND, STACK_FILE_INVALID, STACK_UNSUPPORTED, LOCK_INVALID, USAGE */
export async function loadFiles(files: readonly string[], options: StackOptions): Promise<LoadedFiles> {
  const environment = options.env ?? process.env;
  const request: StackRequest = {
    cwd: options.cwd ?? process.cwd(),
    files,
    environment,
    reader: nodeReader,
    ...(options.name === undefined ? {} : { projectName: options.name }),
    ...(options.projectDirectory === undefined ? {} : { projectDirectory: options.projectDirectory }),
    ...(options.envFiles === undefined ? {} : { envFiles: options.envFiles }),
    ...(options.profiles === undefined ? {} : { profiles: options.profiles }),
  };
  const named = loadStack(request);
  // Names of networks and volumes, and what the file makes of COMPOSE_PROJECT_NAME, follow from the name: so it is read again.
  const loaded = options.isolate
    ? loadStack({ ...request, projectName: uniqueName(named.stack.name) })
    : named;
  requireSupport(loaded);
  const warnings = loaded.warnings.map(({ text }) => text);
  const lock = { lock: options.lock ?? true };
  const caller = { readFile: readText, warn: (message: string) => void warnings.push(message) };
  const resolved = await honourLock(caller, resolvedStack(loaded), lock);
  const { stack, origin } = resolved;
  return {
    model: options.isolate ? isolate(stack) : stack,
    origin,
    variable: resolved.variable,
    warnings,
    logins: dockerLogins(environment),
    positions: loaded.positions,
  };
}

function uniqueName(name: string): string {
  return `${name}-${randomBytes(ISOLATION_BYTES).toString('hex')}`;
}
