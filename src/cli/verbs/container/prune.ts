import type { ContainerSummary } from '../../../spec/operations.js';
import type { Cli } from '../../cli.js';
import { type Filters, momentOf, parseFilters } from '../../filters.js';
import { appendValue } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { decimalSize } from '../../render/decimal-size.js';
import { confirm } from '../../session/confirm.js';
import type { AddVerb } from '../verb.js';

interface PruneOptions {
  readonly force?: true;
  readonly filter: readonly string[];
}

export const addContainerPrune: AddVerb = (container, run) => {
  container
    .command('prune')
    .description('Remove all containers that do not run')
    .addHelpText('after', examples(['-f --filter until=24h', 'Those older than a day, without a question']))
    .option('-f, --force', 'do not ask')
    .option(
      '--filter <filter>',
      'only some: until=TIME, label=KEY[=VALUE], label!=...; may be repeated',
      appendValue,
      [],
    )
    .action(run(prune));
};

async function prune(cli: Cli, { force, filter }: PruneOptions): Promise<void> {
  const filters = parseFilters(filter, ['until', 'label', 'label!']);
  if (!force) {
    await confirm(cli, 'WARNING! This will remove all stopped containers.', 'container prune');
  }
  const client = await cli.connect();
  const [usage, containers] = await Promise.all([client.diskUsage(), client.containers()]);
  const sizes = new Map(usage.containers.map(({ container, size }) => [container.id, size]));
  let reclaimed = 0;
  const removed: string[] = [];
  for (const container of containers.filter((candidate) => isPruned(candidate, filters, cli.host.now()))) {
    const action = { do: 'remove', force: false, volumes: false } as const;
    await client.actOnContainer(container.id, action, new AbortController().signal);
    removed.push(container.id);
    reclaimed += sizes.get(container.id) ?? 0;
  }
  if (removed.length > 0) cli.print(`Deleted Containers:\n${removed.join('\n')}\n\n`);
  cli.print(`Total reclaimed space: ${decimalSize(reclaimed, 4)}\n`);
}

function isPruned(
  { state, restarting, labels, createdAt }: ContainerSummary,
  filters: Filters,
  now: Date,
): boolean {
  if (state.status === 'running' || restarting) return false;
  const until = filters.get('until')?.at(-1);
  if (until !== undefined && Date.parse(createdAt) > momentOf(until, now).getTime()) return false;
  const has = (text: string) => {
    const at = text.indexOf('=');
    return at < 0 ? Object.hasOwn(labels, text) : labels[text.slice(0, at)] === text.slice(at + 1);
  };
  return (filters.get('label') ?? []).every(has) && !(filters.get('label!') ?? []).some(has);
}
