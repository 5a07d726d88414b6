import { type Command, Option } from 'commander';
import { TscomposeError } from '../base/errors.js';
import { appendValue, parseBoolean, parseSeconds } from './flag-values.js';
import { asItself } from './up-flags.js';

/** Flags by which `up` decides what is shown, and when and with which code it ends, as Docker Compose has them. */
export interface AttachFlags {
  readonly detach?: true;
  readonly wait?: true;
  /** Milliseconds. */
  readonly waitTimeout?: number;
  readonly abortOnContainerExit?: true;
  readonly abortOnContainerFailure?: true;
  readonly exitCodeFrom?: string;
  readonly attach: readonly string[];
  readonly noAttach: readonly string[];
  readonly attachDependencies?: true;
  readonly timestamps?: true;
  readonly color: boolean;
  readonly logPrefix: boolean;
  /** Absent: COMPOSE_MENU says, else there is one. */
  readonly menu?: boolean;
  readonly watch?: true;
}

export function addAttachFlags(command: Command): Command {
  const noAttach = new Option('--no-attach <service>', 'leave the log of a service out; may be repeated');
  return command
    .option('-d, --detach', 'run containers in the background')
    .option('--wait', 'wait until services are running or healthy; implies --detach')
    .option('--wait-timeout <seconds>', 'with --wait: how long at most', parseSeconds('--wait-timeout'))
    .option('--abort-on-container-exit', 'stop all containers when one ends; not with -d')
    .option('--abort-on-container-failure', 'stop all containers when one fails; not with -d')
    .option('--exit-code-from <service>', 'stop all when this service ends, and end with its exit code')
    .option('--attach <service>', 'show the log of these services alone; may be repeated', appendValue, [])
    .addOption(asItself(noAttach).argParser(appendValue).default([], ''))
    .option('--attach-dependencies', 'show the logs of dependencies, too')
    .option('--timestamps', 'show timestamps')
    .option('--no-color', 'no colours in the log')
    .option('--no-log-prefix', 'no prefix before the lines of the log')
    .addOption(
      new Option('--menu [boolean]', 'keys for watching and leaving, shown below the log at a terminal')
        .preset(true)
        .argParser(parseBoolean('--menu')),
    )
    .option('-w, --watch', 'pass on what changes in source files, as the verb watch');
}

/** @throws USAGE for flags that contradict each other, in Docker Compose's words, and for those that are not there yet */
export function checkAttachFlags(flags: AttachFlags): void {
  const { detach, wait, abortOnContainerFailure, attachDependencies, watch } = flags;
  const abortsOnExit =
    flags.abortOnContainerExit || (flags.exitCodeFrom !== undefined && !abortOnContainerFailure);
  if (abortsOnExit && abortOnContainerFailure) {
    throw usage('--abort-on-container-failure cannot be combined with --abort-on-container-exit');
  }
  const background = wait ? '--wait' : detach ? '--detach' : undefined;
  const attached = [
    abortsOnExit,
    abortOnContainerFailure,
    flags.attach.length > 0,
    attachDependencies,
    watch,
  ];
  if (background !== undefined && attached.some(Boolean)) {
    throw usage(
      `${background} cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch`,
    );
  }
  if (flags.attach.length > 0 && attachDependencies) {
    throw usage('cannot combine --attach and --attach-dependencies');
  }
  if (flags.waitTimeout !== undefined && !wait) {
    throw usage('--wait-timeout has no meaning without --wait');
  }
}

function usage(message: string): TscomposeError {
  return new TscomposeError('USAGE', message);
}
