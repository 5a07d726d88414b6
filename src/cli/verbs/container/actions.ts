import type { Command } from 'commander';
import { TscomposeError } from '../../../base/errors.js';
import type { RestartPolicy } from '../../../spec/container.js';
import type { ContainerAction } from '../../../spec/container-actions.js';
import type { Cli } from '../../cli.js';
import { parseTimeout } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { addChangeableLimitFlags, type ChangeableLimitFlags } from '../../limit-flags.js';
import { parseRestart } from '../../restart-flag.js';
import { checkedName } from '../../session/checked-name.js';
import { eachContainer } from '../../session/each-container.js';
import { Interrupts } from '../../session/interrupts.js';
import { limitChanges } from '../../session/limit-settings.js';
import type { AddVerb } from '../verb.js';

const NAMES = 'names, ids, or the beginnings of ids';

interface StopFlags {
  readonly timeout?: number;
  readonly signal?: string;
}

export const addContainerStop: AddVerb = (container, run) => {
  withGrace(container.command('stop').description('Stop containers'))
    .addHelpText('after', examples(['-t 30 web', 'Half a minute before it is killed']))
    .action(
      run((cli, names: readonly string[], flags: StopFlags) =>
        act(cli, names, { do: 'stop', ...grace(flags) }),
      ),
    );
};

export const addContainerRestart: AddVerb = (container, run) => {
  withGrace(container.command('restart').description('Stop containers, and start them'))
    .addHelpText('after', examples(['web db', 'Several at once']))
    .action(
      run((cli, names: readonly string[], flags: StopFlags) =>
        act(cli, names, { do: 'restart', ...grace(flags) }),
      ),
    );
};

export const addContainerPause: AddVerb = (container, run) => {
  for (const word of ['pause', 'unpause'] as const) {
    container
      .command(word)
      .description(
        word === 'pause' ? 'Let the processes of containers stand still' : 'Let paused containers go on',
      )
      .argument('<container...>', NAMES)
      .addHelpText('after', examples(['web db', 'Several at once']))
      .action(run((cli, names: readonly string[]) => act(cli, names, { do: word })));
  }
};

export const addContainerKill: AddVerb = (container, run) => {
  container
    .command('kill')
    .description('Send a signal to running containers')
    .addHelpText('after', examples(['-s HUP web', 'Let it read its configuration again']))
    .argument('<container...>', NAMES)
    .option('-s, --signal <signal>', 'which one', 'KILL')
    .action(
      run((cli, names: readonly string[], { signal }: { readonly signal: string }) =>
        act(cli, names, { do: 'kill', signal }),
      ),
    );
};

interface RmFlags {
  readonly force?: true;
  readonly volumes?: true;
  readonly link?: true;
}

export const addContainerRm: AddVerb = (container, run) => {
  container
    .command('rm')
    .alias('remove')
    .description('Remove containers')
    .addHelpText('after', examples(['-f -v web', 'Also one that runs, with its anonymous volumes']))
    .argument('<container...>', NAMES)
    .option('-f, --force', 'kill those that run')
    .option('-v, --volumes', 'their anonymous volumes too')
    .option('-l, --link', 'not supported: there are no links')
    .action(run(rm));
};

async function rm(cli: Cli, names: readonly string[], { force, volumes, link }: RmFlags): Promise<void> {
  if (link) throw new TscomposeError('USAGE', 'rm --link is not supported: there are no links');
  const action = { do: 'remove', force: force === true, volumes: volumes === true } as const;
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const removeOne = async (name: string): Promise<boolean> => {
    try {
      await client.actOnContainer(name, action, interrupts.asked);
      return true;
    } catch (error) {
      const absent = error instanceof TscomposeError && error.code === 'CONTAINER_NOT_FOUND';
      // As Docker has it: what is not there is told, and is no failure of -f.
      if (!absent || !force) throw error;
      cli.host.stderr.write(`${error.message}\n`);
      return false;
    }
  };
  await eachContainer(cli, names, removeOne, (wasThere) => wasThere === true);
}

export const addContainerRename: AddVerb = (container, run) => {
  container
    .command('rename')
    .description('Give a container another name; others find it by that at once')
    .addHelpText('after', examples(['calm_noether web', 'Another name']))
    .argument('<container>', 'name, id, or the beginning of one')
    .argument('<name>', 'its new name')
    .action(
      run(async (cli, name: string, newName: string) => {
        const action = { do: 'rename', name: checkedName(newName) } as const;
        const client = await cli.connect();
        await client.actOnContainer(name, action, new AbortController().signal);
      }),
    );
};

interface UpdateFlags extends ChangeableLimitFlags {
  readonly restart?: RestartPolicy;
}

export const addContainerUpdate: AddVerb = (container, run) => {
  const command = container
    .command('update')
    .description('Change the restart policy and the limits of containers, of those that run at once')
    .addHelpText(
      'after',
      examples(
        ['--restart unless-stopped web', 'Start it again whenever it ends'],
        ['-m 512m --cpus 1.5 web', 'Less memory and fewer processors, while it runs'],
      ),
    )
    .argument('<container...>', NAMES)
    .option('--restart <policy>', 'no, always, unless-stopped, or on-failure[:times]', parseRestart)
    .action(run(update));
  addChangeableLimitFlags(command);
};

async function update(cli: Cli, names: readonly string[], { restart, ...flags }: UpdateFlags): Promise<void> {
  if (restart === undefined && Object.keys(flags).length === 0) {
    throw new TscomposeError('USAGE', 'you must provide one or more flags when using this command');
  }
  await act(cli, names, {
    do: 'update',
    ...(restart === undefined ? {} : { restart }),
    ...limitChanges(flags),
  });
}

function withGrace(command: Command): Command {
  return command
    .argument('<container...>', NAMES)
    .option('-t, --timeout <seconds>', 'time to stop before they are killed', parseTimeout)
    .option('-s, --signal <signal>', 'not supported: each is stopped by its own');
}

/** @throws USAGE for another signal than the container's own */
function grace({ timeout, signal }: StopFlags): { readonly graceMs?: number } {
  if (signal !== undefined) {
    throw new TscomposeError('USAGE', '--signal is not supported here', {
      hint: 'Send it with "tscompose container kill -s".',
    });
  }
  return timeout === undefined ? {} : { graceMs: timeout };
}

async function act(cli: Cli, names: readonly string[], action: ContainerAction): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  await eachContainer(cli, names, (name) => client.actOnContainer(name, action, interrupts.asked));
}
