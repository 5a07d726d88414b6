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
  readonly envFiles?: readonly string[];
  readonly profiles: readonly string[];
  readonly compatibility: boolean;
  readonly allResources: boolean;
  /** Tell what would be done, and do nothing. */
  readonly dryRun: boolean;
  readonly root?: string;
  readonly progress: ProgressMode;
  readonly ansi: AnsiMode;
}

interface RawGlobals {
  readonly file: string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  readonly workdir?: string;
  readonly envFile: string[];
  readonly profile: string[];
  readonly compatibility?: true;
  readonly allResources?: true;
  readonly dryRun?: true;
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
    .addOption(
      new Option('--profile <name>', 'profile that is active; may be repeated')
        .argParser(append)
        .default([], ''),
    )
    .option('--compatibility', 'config: as the first Compose did it, nothing is normalised')
    .option('--all-resources', 'config, graph: keep networks, volumes and the like that no service uses')
    .option('--dry-run', DRY_RUN)
    .addOption(new Option('--workdir <path>', 'older name of --project-directory').hideHelp())
    .option('--root <path>', 'state root of the engine (TSCOMPOSE_ROOT; default /var/lib/tscompose)')
    .addOption(modeOption('--progress <mode>', 'how progress is shown', PROGRESS_MODES))
    .addOption(modeOption('--ansi <mode>', 'when to use colours and cursor movement', ANSI_MODES));
}

/** Variables can name a mode too, so what it is is checked when both are known; shells offer the choices. */
function modeOption(flags: string, description: string, modes: readonly string[]): Option {
  const option = new Option(flags, description);
  option.argChoices = [...modes];
  return option;
}

const DRY_RUN = 'tell what would be done, and do nothing';

/** Lets `--dry-run` stand after a verb that heeds it, too, as it can with Docker Compose. */
export function addDryRun(command: Command): Command {
  return command.option('--dry-run', DRY_RUN);
}

/**
 * @param command the verb that runs
 * @throws USAGE for a mode that does not exist
 */
export function resolveGlobals(program: Command, env: Host['env'], command?: Command): GlobalOptions {
  const raw = program.opts<RawGlobals>();
  const projectDirectory = raw.projectDirectory ?? raw.workdir;
  const root = raw.root ?? set(env.TSCOMPOSE_ROOT);
  return {
    files: raw.file,
    ...(raw.projectName === undefined ? {} : { projectName: raw.projectName }),
    ...(projectDirectory === undefined ? {} : { projectDirectory }),
    ...(raw.envFile.length === 0 ? {} : { envFiles: raw.envFile }),
    profiles: raw.profile,
    compatibility: raw.compatibility === true,
    allResources: raw.allResources === true,
    dryRun: raw.dryRun === true || command?.opts<{ dryRun?: true }>().dryRun === true,
    ...(root === undefined ? {} : { root }),
    progress: oneOf('--progress', raw.progress ?? set(env.COMPOSE_PROGRESS) ?? 'auto', PROGRESS_MODES),
    ansi: oneOf('--ansi', raw.ansi ?? set(env.COMPOSE_ANSI) ?? 'auto', ANSI_MODES),
  };
}

/** Options before the verb that change only what some verbs print. */
const FOR_SOME_VERBS = [
  { option: 'compatibility', flag: '--compatibility', verbs: ['config'] },
  { option: 'allResources', flag: '--all-resources', verbs: ['config', 'graph'] },
] as const;

/** @throws USAGE for an option that the verb would ignore */
export function refuseIdleGlobals(globals: GlobalOptions, command: Command): void {
  const verb = command.name();
  if (globals.dryRun && command.options.every(({ long }) => long !== '--dry-run')) {
    throw new TscomposeError('USAGE', `--dry-run has no meaning for "${verb}"`, {
      hint: 'It works with what changes stacks and their images, such as up, down and pull.',
    });
  }
  for (const { option, flag, verbs } of FOR_SOME_VERBS) {
    if (!globals[option] || verbs.some((name) => name === verb)) continue;
    throw new TscomposeError('USAGE', `${flag} has no meaning for "${verb}"`, {
      hint: `It works with ${verbs.join(' and ')}.`,
    });
  }
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
