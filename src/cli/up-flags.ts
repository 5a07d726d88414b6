import { type Command, Option } from 'commander';
import { TscomposeError } from '../base/errors.js';
import type { LockOptions } from '../local/lock/honour-lock.js';
import type { Recreate, UpRequest } from '../spec/operations.js';
import type { ResolvedStack } from '../stackfile/request.js';
import { ADOPT, adoption } from './adopt.js';
import type { Cli } from './cli.js';
import { isTrue, parseTimeout } from './flag-values.js';
import { type PullFlag, parsePull } from './pull-flag.js';
import { addScale, type Scales } from './session/scale-services.js';

/** Flags by which `up` decides what is to be done, as Docker Compose has them. */
export interface UpFlags extends LockOptions {
  readonly forceRecreate?: true;
  /** False for `--no-recreate`. */
  readonly recreate: boolean;
  readonly alwaysRecreateDeps?: true;
  readonly renewAnonVolumes?: true;
  /** False for `--no-deps`. */
  readonly deps: boolean;
  /** False for `--no-start`. */
  readonly start: boolean;
  readonly removeOrphans?: true;
  readonly pull?: PullFlag;
  readonly build?: true;
  readonly noBuild?: true;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly scale: Scales;
  readonly adopt?: true;
}

/** As if no flag was given. */
export const NO_UP_FLAGS: UpFlags = {
  lock: true,
  recreate: true,
  deps: true,
  start: true,
  scale: new Map(),
};

/** Those that `create` has, too. */
export function addCreateFlags(command: Command): Command {
  return command
    .option(
      '--scale <service=num>',
      'number of containers of a service, whatever the file says; may be repeated',
      addScale,
      new Map(),
    )
    .option('--force-recreate', 'recreate containers even if nothing changed')
    .option('--no-recreate', 'leave containers that exist as they are')
    .option('--remove-orphans', 'remove containers of services that the file no longer has')
    .option('--pull <policy>', 'pull images always, when missing, or never', parsePull)
    .option('--adopt', ADOPT)
    .option('--build', 'build images before; not possible yet')
    .addOption(asItself(new Option('--no-build', 'build no image')))
    .option('--locked', 'fail unless stack.lock is there and fits the stack file')
    .option('--no-lock', 'leave stack.lock aside')
    .option('-y, --yes', 'answer questions with yes; there are none so far');
}

export function addUpFlags(command: Command): Command {
  return addCreateFlags(command)
    .option('-t, --timeout <seconds>', 'time to stop containers before they are killed', parseTimeout)
    .option('--always-recreate-deps', 'recreate what the services depend on, too')
    .option('-V, --renew-anon-volumes', 'recreate containers with new anonymous volumes')
    .option('--no-deps', 'leave what the services depend on alone')
    .option('--no-start', 'create containers, and start none');
}

/** A flag of its own: Commander takes it for the contrary of the one without `no-`, and the last of both would win. */
export function asItself(option: Option): Option {
  option.negate = false;
  return option;
}

/** @throws USAGE for flags that contradict each other, in Docker Compose's words */
export function checkUpFlags(flags: UpFlags): void {
  if (flags.build && flags.noBuild) throw incompatible('--build', '--no-build');
  if (flags.build) {
    throw new TscomposeError('USAGE', '--build: this version of tscompose cannot build images', {
      hint: 'Build the image elsewhere, then "tscompose load" or "tscompose pull" it.',
    });
  }
  if (flags.recreate) return;
  if (flags.renewAnonVolumes) throw incompatible('--no-recreate', '--renew-anon-volumes');
  if (flags.forceRecreate) throw incompatible('--force-recreate', '--no-recreate');
  if (flags.alwaysRecreateDeps) throw incompatible('--always-recreate-deps', '--no-recreate');
}

/** What the flags ask of the engine. @throws USAGE when orphans are to be removed and ignored */
export function upRequest(
  cli: Cli,
  loaded: ResolvedStack,
  services: readonly string[],
  flags: UpFlags,
): UpRequest {
  const ignoreOrphans = isTrue(loaded.variable('COMPOSE_IGNORE_ORPHANS'));
  const removeOrphans = flags.removeOrphans ?? isTrue(cli.host.env.COMPOSE_REMOVE_ORPHANS);
  if (ignoreOrphans && removeOrphans) {
    throw new TscomposeError('USAGE', 'cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans');
  }
  return {
    stack: loaded.stack,
    origin: loaded.origin,
    services,
    wait: false,
    ...cli.asked,
    ...adoption(cli, flags),
    recreate: recreateOf(flags, flags.forceRecreate === true || flags.renewAnonVolumes === true),
    recreateDependencies: recreateOf(flags, flags.alwaysRecreateDeps === true),
    renewAnonymousVolumes: flags.renewAnonVolumes === true,
    withoutDependencies: !flags.deps,
    noStart: !flags.start,
    removeOrphans,
    ignoreOrphans,
    ...(flags.pull === undefined ? {} : { pull: flags.pull }),
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout }),
  };
}

function recreateOf({ recreate }: UpFlags, all: boolean): Recreate {
  if (!recreate) return 'none';
  return all ? 'all' : 'changed';
}

/** In Docker Compose's words. */
export function incompatible(one: string, other: string): TscomposeError {
  return new TscomposeError('USAGE', `${one} and ${other} are incompatible`);
}
