import { TscomposeError } from '../../base/errors.js';
import { findLogins } from '../../local/credentials/find-logins.js';
import { registryName } from '../../local/credentials/registry-name.js';
import type { Cli } from '../cli.js';
import { appendValue } from '../flag-values.js';
import { FORMAT_HELP, type ListFormat, listRenderer, parseListFormat, TABLE } from '../format/list-format.js';
import { examples } from '../help/examples.js';
import { filterResults, searchList } from '../render/search-list.js';
import { Interrupts } from '../session/interrupts.js';
import type { AddVerb } from './verb.js';

interface SearchOptions {
  readonly filter: readonly string[];
  readonly format: ListFormat;
  readonly limit: number;
  readonly trunc: boolean;
}

const MOST = 100;

export const addSearch: AddVerb = (program, run) => {
  program
    .command('search')
    .description('Search a registry for images: Docker Hub, or another one as in localhost:5000/term')
    .addHelpText(
      'after',
      examples(
        ['--filter is-official=true redis', 'Official images of Docker Hub'],
        ['localhost:5000/app', 'In another registry'],
      ),
    )
    .argument('<term>')
    .option(
      '-f, --filter <filter>',
      'stars=NUMBER or is-official=true|false; may be repeated',
      appendValue,
      [],
    )
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('--limit <number>', 'most results', parseLimit, 25)
    .option('--no-trunc', 'do not cut descriptions')
    .action(run(search));
};

async function search(cli: Cli, text: string, options: SearchOptions): Promise<void> {
  const { registry, term } = splitTerm(text);
  const render = await listRenderer(
    options.format,
    searchList({ full: !options.trunc }),
    cli.tableWidth(options.trunc),
  );
  using interrupts = new Interrupts(cli.host);
  const logins = await findLogins(await cli.host.logins(), [`${registry}/x`], interrupts.asked);
  const client = await cli.connect();
  const found = await client.search({ registry, term, limit: options.limit, ...logins }, interrupts.asked);
  cli.print(render(filterResults(found, options.filter)));
}

/** The first part is a registry when it looks like a host, as in a reference. */
function splitTerm(text: string): { readonly registry: string; readonly term: string } {
  const [, host, rest = ''] = /^([^/]*[.:][^/]*|localhost)\/(.*)$/.exec(text) ?? [];
  return host === undefined
    ? { registry: registryName(undefined), term: text }
    : { registry: registryName(host), term: rest };
}

function parseLimit(value: string): number {
  const limit = Number(value);
  if (/^\d+$/.test(value) && limit >= 1 && limit <= MOST) return limit;
  throw new TscomposeError('USAGE', `limit ${value} is outside the range of [1, ${MOST}]`);
}
