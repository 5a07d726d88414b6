import type { Cli } from '../cli.js';
import { COMPLETION_SCRIPTS } from '../completion/scripts.js';
import { parseOneOf } from '../flag-values.js';
import { examples } from '../help/examples.js';
import type { AddVerb } from './verb.js';

type Shell = keyof typeof COMPLETION_SCRIPTS;

const SHELLS = Object.keys(COMPLETION_SCRIPTS) as Shell[];

export const addCompletion: AddVerb = (program, run) => {
  program
    .command('completion')
    .description('Print what makes a shell complete verbs, flags, services, containers and images')
    .addHelpText(
      'after',
      examples(
        ['source <($0 bash)', 'In ~/.bashrc'],
        ['fish > ~/.config/fish/completions/tscompose.fish', 'For fish'],
      ),
    )
    .argument('<shell>', SHELLS.join(', '), parseOneOf('shell', SHELLS))
    .action(run(print));
};

async function print(cli: Cli, shell: Shell): Promise<void> {
  cli.print(COMPLETION_SCRIPTS[shell]);
}
