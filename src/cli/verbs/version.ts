import { VERSION } from '../../base/version.js';
import type { Cli } from '../cli.js';
import { parseFormat } from '../flag-values.js';
import { examples } from '../help/examples.js';
import type { AddVerb } from './verb.js';

interface VersionOptions {
  readonly format: 'pretty' | 'json';
  readonly short?: true;
}

export const addVersion: AddVerb = (program, run) => {
  program
    .command('version')
    .description('Show the version')
    .addHelpText('after', examples(['--short', 'The number alone']))
    .option('-f, --format <format>', 'pretty or json', parseFormat(['pretty', 'json']), 'pretty')
    .option('--short', 'only the number')
    .action(run(version));
};

async function version(cli: Cli, options: VersionOptions): Promise<void> {
  if (options.short) cli.print(`${VERSION}\n`);
  else if (options.format === 'json') cli.print(`${JSON.stringify({ version: VERSION })}\n`);
  else cli.print(versionLine());
}

export function versionLine(): string {
  return `tscompose version ${VERSION}\n`;
}
