import type { Command } from 'commander';
import { Option } from 'commander';
import { TscomposeError } from '../base/errors.js';
import type { Host } from './host.js';

export const PROGRESS_MODES = ['auto', 'tty', 'plain', 'json', 'quiet'] as const;
export type ProgressMode = (typeof PROGRESS_MODES)[number];

const ANSI_MODES = ['auto', 'never', 'always'] as const;
export type AnsiMode = (typeof ANSI_MODES)[number];

/** Options that stand before the verb, joined with the variables that do the same. */
export interface GlobalOptions {
  readonly files: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  /** Absent: `.env` of the project directory; empty: none at all. */
  readonly envFiles?: readonly string[];
  readonly root?: string;
  readonly progress: ProgressMode;
  readonly ansi: AnsiMode;
}

interface RawGlobals {
  readonly file: string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  readonly envFile: string[];
  readonly root?: string;
  readonly progress?: string;
  readonly ansi?: string;
}

const append = (value: string, previous: string[]) => [...previous, value];

export function addGlobalOptions(program: Command): void {
  program
    .addOption(
      new Option('-f, --file <path>', 'stack file; may be repeated').argParser(append).default([], ''),
    )
    .option('-p, --project-name <name>', 'name of the stack')
    .option('--project-directory <path>', 'directory that relative paths start from')
    .addOption(
      new Option('--env-file <path>', 'file with variables; may be repeated')
        .argParser(append)
        .default([], ''),
    )
    .option('--root <path>', 'state root of the engine (TSCOMPOSE_ROOT; default /var/lib/tscompose)')
    .option('--progress <mode>', `how progress is shown: ${PROGRESS_MODES.join(', ')}`)
    .option('--ansi <mode>', `when to use colours and cursor movement: ${ANSI_MODES.join(', ')}`);
}

/** @throws USAGE for a mode that does not exist */
export function resolveGlobals(program: Command, env: Host['env']): GlobalOptions {
  const raw = program.opts<RawGlobals>();
  const root = raw.root ?? set(env.TSCOMPOSE_ROOT);
  const envFiles = envFilesOf(raw.envFile, env);
  return {
    files: filesOf(raw.file, env),
    ...(raw.projectName === undefined ? {} : { projectName: raw.projectName }),
    ...(raw.projectDirectory === undefined ? {} : { projectDirectory: raw.projectDirectory }),
    ...(envFiles === undefined ? {} : { envFiles }),
    ...(root === undefined ? {} : { root }),
    progress: oneOf('--progress', raw.progress ?? set(env.COMPOSE_PROGRESS) ?? 'auto', PROGRESS_MODES),
    ansi: oneOf('--ansi', raw.ansi ?? set(env.COMPOSE_ANSI) ?? 'auto', ANSI_MODES),
  };
}

function filesOf(flags: readonly string[], env: Host['env']): readonly string[] {
  const variable = set(env.COMPOSE_FILE);
  if (flags.length > 0 || variable === undefined) return flags;
  return variable.split(set(env.COMPOSE_PATH_SEPARATOR) ?? ':').filter((file) => file !== '');
}

function envFilesOf(flags: readonly string[], env: Host['env']): readonly string[] | undefined {
  if (flags.length > 0) return flags;
  const variable = set(env.COMPOSE_ENV_FILES);
  if (variable !== undefined) return variable.split(',').filter((file) => file !== '');
  return isTrue(env.COMPOSE_DISABLE_ENV_FILE) ? [] : undefined;
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((mode) => mode === value);
  if (found !== undefined) return found;
  throw new TscomposeError('USAGE', `unsupported ${flag} value "${value}"`, {
    hint: `Use one of ${allowed.join(', ')}.`,
  });
}

/** Compose takes an empty variable for an unset one. */
function set(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

export function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['1', 't', 'true', 'y', 'yes', 'on'].includes(value.toLowerCase());
}
