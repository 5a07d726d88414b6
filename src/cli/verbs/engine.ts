import { Option } from 'commander';
import type { EngineStatus } from '../../api/messages.js';
import type { Cli } from '../cli.js';
import { parseFormat } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { humanDuration } from '../render/human-duration.js';
import type { RepairOptions } from './engine-repair.js';
import type { ServiceOptions } from './engine-service.js';
import type { AddVerb } from './verb.js';

interface StatusOptions {
  readonly format: 'pretty' | 'json';
}

export const addEngine: AddVerb = (program, run) => {
  const engine = program.command('engine').description('Look at, stop, install or repair the engine');
  engine
    .command('status')
    .description('Show the running engine; exit code 1 when none runs')
    .addHelpText('after', examples(['', 'Whether an engine runs, and how many containers']))
    .option('--format <format>', 'pretty or json', parseFormat(['pretty', 'json']), 'pretty')
    .action(run(status));
  engine
    .command('install')
    .description('Have systemd start the engine, and with it what is to run, when the machine starts')
    .addHelpText(
      'after',
      examples(['', 'Write the unit and switch it on'], ['--print', 'Show the unit only']),
    )
    .option('--print', 'Show the unit instead of installing it')
    .addOption(unitDirectory())
    .action(run(async (cli, options: ServiceOptions) => (await service()).installService(cli, options)));
  engine
    .command('uninstall')
    .description('Undo install; containers go on running')
    .addHelpText('after', examples(['', 'Remove the unit']))
    .addOption(unitDirectory())
    .action(run(async (cli, options: ServiceOptions) => (await service()).uninstallService(cli, options)));
  engine
    .command('repair')
    .description('Put right what is damaged in the state root; nothing is deleted')
    .addHelpText('after', examples(['-n', 'What is damaged'], ['-y', 'Put it right, unasked']))
    .option('-n, --dry-run', 'Show what is damaged and what would be done; exit code 1 when something is')
    .option('-y, --yes', "Don't ask")
    .option('--format <format>', 'pretty or json', parseFormat(['pretty', 'json']), 'pretty')
    .action(
      run(async (cli, options: RepairOptions) => (await import('./engine-repair.js')).repair(cli, options)),
    );
  engine
    .command('stop')
    .description('Stop the engine; containers go on running')
    .addHelpText('after', examples(['', 'The next command starts it again']))
    .action(run(stop));
};

/** Loaded when it is needed: few ever do. */
const service = () => import('./engine-service.js');

function unitDirectory(): Option {
  return new Option('--directory <directory>', 'Where the unit lies').default('/etc/systemd/system');
}

async function status(cli: Cli, options: StatusOptions): Promise<void> {
  const client = await cli.runningEngine();
  if (client === undefined) {
    cli.print(options.format === 'json' ? '{"running":false}\n' : 'The engine is not running.\n');
    cli.exitCode = 1;
    return;
  }
  const found = await client.status();
  if (options.format === 'json') cli.print(`${JSON.stringify({ running: true, ...found })}\n`);
  else cli.print(statusText(found, cli.host.now()));
}

function statusText(found: EngineStatus, now: Date): string {
  const up = humanDuration(now.getTime() - Date.parse(found.startedAt));
  const { running, total } = found.containers;
  const files = found.damaged === 1 ? '1 file' : `${found.damaged} files`;
  return [
    `Engine:      tscompose ${found.version}, process ${found.pid}`,
    `State root:  ${found.root}`,
    `Up:          ${up}`,
    `Containers:  ${running} running, ${total} in all`,
    ...(found.damaged === 0 ? [] : [`Damaged:     ${files}; "tscompose engine repair -n" lists them`]),
    '',
  ].join('\n');
}

async function stop(cli: Cli): Promise<void> {
  const client = await cli.runningEngine();
  if (client === undefined) {
    cli.host.stderr.write('The engine is not running.\n');
    return;
  }
  await client.stopEngine();
}
