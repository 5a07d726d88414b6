import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../../api/messages.js';
import { TscomposeError } from '../../../base/errors.js';
import { findLogins } from '../../../local/credentials/find-logins.js';
import type { MakeContainerRequest } from '../../../spec/container-actions.js';
import type { Cli } from '../../cli.js';
import {
  addContainerFlags,
  addContainerRunFlags,
  type ContainerFlags,
  type ContainerRunFlags,
  checkContainerFlags,
} from '../../container-flags.js';
import { examples } from '../../help/examples.js';
import { checkedName } from '../../session/checked-name.js';
import { containerSpec } from '../../session/container-spec.js';
import { envFromFiles } from '../../session/env-from-files.js';
import { madeUpName } from '../../session/made-up-name.js';
import type { Lookup } from '../../session/one-off-service.js';
import { type Begin, runAttached, runDetached, startedFor } from '../../session/run-one-off.js';
import { withWrittenFlags } from '../../written-flags.js';
import type { AddVerb } from '../verb.js';
import { requireTerminal } from './exec.js';

/** Docker's for a container that could not be made or started. */
const FAILED = 125;

export const addContainerRun: AddVerb = (container, run) => {
  const command = withWrittenFlags(container.command('run'), { handsOn: true })
    .description('Make a container outside of all stacks, and run it')
    .addHelpText(
      'after',
      examples(
        ['-it --rm debian bash', 'A shell in a container of its own'],
        ['-d --name web -p 8080:80 nginx', 'A server in the background'],
      ),
    )
    .usage('[options] IMAGE [COMMAND] [ARGS...]')
    .argument('<image>', 'image that it is made of')
    .argument('[command...]', "command and its arguments; the image's own without it")
    .passThroughOptions()
    .action(run(runContainer));
  addContainerRunFlags(command);
};

export const addContainerCreate: AddVerb = (container, run) => {
  const command = withWrittenFlags(container.command('create'), { handsOn: true })
    .description('Make a container outside of all stacks, and do not start it')
    .addHelpText('after', examples(['--name job -v data:/data busybox ls /data', 'A container for later']))
    .usage('[options] IMAGE [COMMAND] [ARGS...]')
    .argument('<image>', 'image that it is made of')
    .argument('[command...]', "command and its arguments; the image's own without it")
    .passThroughOptions()
    .action(run(createContainer));
  addContainerFlags(command);
};

async function createContainer(
  cli: Cli,
  image: string,
  args: readonly string[],
  flags: ContainerFlags,
  command: Command,
): Promise<void> {
  checkContainerFlags(command, flags);
  const client = await cli.connect();
  const request = { ...(await prepare(cli, client, image, args, flags)), start: false };
  const id = await runDetached(
    cli,
    (signal) => client.makeContainer(request, signal),
    await openProgress(cli, flags),
  );
  await told(cli, id, flags);
}

async function runContainer(
  cli: Cli,
  image: string,
  args: readonly string[],
  flags: ContainerRunFlags,
  command: Command,
): Promise<void> {
  checkContainerFlags(command, flags);
  const { interactive = false, tty = false } = flags;
  if (!flags.detach) requireTerminal(cli, { interactive, tty });
  const client = await cli.connect();
  const made = { ...(await prepare(cli, client, image, args, flags)), start: true };
  const progress = await openProgress(cli, flags);
  if (flags.detach) {
    const id = await runDetached(cli, (signal) => client.makeContainer(made, signal), progress).catch(
      (error: unknown) => {
        throw withDockersCode(error);
      },
    );
    await told(cli, id, flags);
    return;
  }
  const { rows = 0, columns: cols = 0 } = cli.host.stdout;
  // Its input ends with ours.
  const spec = interactive ? { ...made.spec, stdinOnce: true as const } : made.spec;
  const request = { ...made, spec, attach: tty ? { rows, cols } : { rows: 0, cols: 0 } };
  const begin: Begin = async function* (signal) {
    for await (const event of client.makeContainer(request, signal)) {
      if (event.type === 'container') await writeId(cli, event.id, flags);
      yield event;
    }
  };
  const { detachKeys, sigProxy = true } = flags;
  const attach = startedFor(client, { input: interactive, detachKeys, sigProxy: sigProxy && !tty });
  cli.exitCode = await runAttached(cli, begin, attach, progress).catch((error: unknown) => {
    throw withDockersCode(error);
  });
}

/** 126 and 127 tell of the command; all else that kept it from running is 125. */
function withDockersCode(error: unknown): unknown {
  if (!(error instanceof TscomposeError) || error.details.exitCode !== undefined) return error;
  if (error.code === 'CANCELLED' || error.code === 'DETACHED' || error.code === 'USAGE') return error;
  return new TscomposeError(error.code, error.message, { ...error.details, exitCode: FAILED });
}

async function prepare(
  cli: Cli,
  client: EngineClient,
  image: string,
  args: readonly string[],
  flags: ContainerFlags,
): Promise<Omit<MakeContainerRequest, 'start'>> {
  const { host } = cli;
  if (flags.cidfile !== undefined && (await host.readFile(resolve(host.cwd, flags.cidfile))) !== undefined) {
    throw new TscomposeError(
      'USAGE',
      `container ID file found, make sure the other container isn't running or delete ${flags.cidfile}`,
    );
  }
  const lookup: Lookup = (name) => host.env[name];
  const fromFiles = await envFromFiles(cli, flags.envFile, lookup);
  const name = flags.name ?? (await freeName(client));
  const spec = containerSpec({
    name: checkedName(name),
    image,
    args,
    flags,
    fromFiles,
    lookup,
    cwd: host.cwd,
  });
  if (spec.networkMode === 'host' && (spec.ports.length > 0 || flags.publishAll)) {
    cli.warn('published ports are discarded when using host network mode');
  }
  return {
    spec,
    pull: flags.pull,
    publishAll: flags.publishAll === true,
    ...(flags.platform === undefined ? {} : { platform: flags.platform }),
    ...(await findLogins(await host.logins(), [image])),
  };
}

async function freeName(client: EngineClient): Promise<string> {
  const taken = new Set((await client.containers()).map(({ name }) => name));
  return madeUpName((name) => taken.has(name));
}

function openProgress(cli: Cli, { quiet }: ContainerFlags) {
  return cli.openProgress(quiet ? 'quiet' : cli.globals.progress);
}

async function told(cli: Cli, id: string | undefined, flags: ContainerFlags): Promise<void> {
  if (id === undefined) return;
  await writeId(cli, id, flags);
  cli.print(`${id}\n`);
}

async function writeId({ host }: Cli, id: string, { cidfile }: ContainerFlags): Promise<void> {
  if (cidfile !== undefined) await host.writeFile(resolve(host.cwd, cidfile), id);
}
