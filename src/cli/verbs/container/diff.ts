import type { FileChange } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { parseFormat } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { jsonLines } from '../../render/json-lines.js';
import type { AddVerb } from '../verb.js';

const LETTERS: Readonly<Record<FileChange['kind'], string>> = { added: 'A', changed: 'C', deleted: 'D' };

export const addContainerDiff: AddVerb = (container, run) => {
  container
    .command('diff')
    .description("List what a container changed in its image's files: A added, C changed, D deleted")
    .addHelpText('after', examples(['demo-web-1', 'What was added, changed and deleted']))
    .argument('<container>', 'name, id, or the beginning of one')
    .option(
      '--format <format>',
      'table or json (one object per line)',
      parseFormat(['table', 'json']),
      'table',
    )
    .action(run(diff));
};

async function diff(cli: Cli, name: string, options: { readonly format: 'table' | 'json' }): Promise<void> {
  const client = await cli.connect();
  const changes = await client.containerChanges(name);
  if (options.format === 'json') {
    cli.print(jsonLines(changes.map(({ kind, path }) => ({ Type: LETTERS[kind], Path: path }))));
  } else cli.print(changes.map(({ kind, path }) => `${LETTERS[kind]} ${path}\n`).join(''));
}
