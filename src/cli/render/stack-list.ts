import { LABEL } from '../../spec/labels.js';
import type { ContainerSummary } from '../../spec/operations.js';
import { stateWord } from './container-status.js';
import { renderTable } from './table.js';

/** One row of `ls`, with Docker Compose's keys. */
export interface StackRow {
  readonly Name: string;
  readonly Status: string;
  readonly ConfigFiles: string;
}

const LAYOUT = { minWidth: 20, padding: 3 };

/**
 * Stacks by their containers, sorted by name.
 * @param options.all also those of which nothing runs @param options.names patterns of which one must fit; none: all do
 */
export function stackRows(
  containers: readonly ContainerSummary[],
  { all, names }: { readonly all: boolean; readonly names: readonly string[] },
): readonly StackRow[] {
  const stacks = new Map<string, ContainerSummary[]>();
  for (const container of containers) {
    const { stack, state, restarting } = container;
    if (stack === '' || !(all || state.status === 'running' || restarting)) continue;
    stacks.set(stack, [...(stacks.get(stack) ?? []), container]);
  }
  return [...stacks]
    .filter(([name]) => names.length === 0 || names.some((pattern) => fits(name, pattern)))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([Name, own]) => ({ Name, Status: combinedStatus(own), ConfigFiles: configFiles(own) }));
}

/** @param width columns of the terminal, where there is one */
export function stackTable(rows: readonly StackRow[], width?: number): string {
  const cells = rows.map(({ Name, Status, ConfigFiles }) => [Name, Status, ConfigFiles]);
  return renderTable(['NAME', 'STATUS', 'CONFIG FILES'], cells, LAYOUT, width);
}

/** Docker takes what isn't a regular expression as it is. */
function fits(name: string, pattern: string): boolean {
  if (name === pattern) return true;
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}

/** `exited(1), running(2)` */
function combinedStatus(containers: readonly ContainerSummary[]): string {
  const counts = new Map<string, number>();
  for (const container of containers) {
    const word = stateWord(container);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([word, count]) => `${word}(${count})`)
    .join(', ');
}

function configFiles(containers: readonly ContainerSummary[]): string {
  const files = containers.flatMap(({ labels }) => (labels[LABEL.configFiles] ?? '').split(','));
  return [...new Set(files.filter((file) => file !== ''))].join(',');
}
