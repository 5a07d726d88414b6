import type { ExitCode } from '../../spec/container.js';
import type { ContainerSummary } from '../../spec/operations.js';
import { humanDuration } from './human-duration.js';

/** What the STATUS column tells of a container. */
type StatusParts = Pick<ContainerSummary, 'state' | 'restarting' | 'health'>;

/** The state word of `ps --format json` and its filters. */
export function stateWord(container: Pick<ContainerSummary, 'state' | 'restarting'>): string {
  if (container.restarting) return 'restarting';
  const { state } = container;
  return state.status === 'running' && state.paused ? 'paused' : state.status;
}

/** The STATUS column: `Up 3 seconds (healthy)`, `Exited (1) 2 minutes ago`. Where the exit code was lost, its reason. */
export function statusText(container: StatusParts, now: Date): string {
  const since = (time: string) => humanDuration(now.getTime() - Date.parse(time));
  const { state } = container;
  if (state.status === 'created') return 'Created';
  if (state.status === 'running') {
    return `Up ${since(state.startedAt)}${state.paused ? ' (Paused)' : healthSuffix(container)}`;
  }
  const word = container.restarting ? 'Restarting' : 'Exited';
  return `${word} (${exitText(state)}) ${since(state.finishedAt)} ago${state.oomKilled ? ' (out of memory)' : ''}`;
}

function exitText({ exitCode, error }: { readonly exitCode: ExitCode; readonly error?: string }): string {
  if (exitCode !== 'unknown') return String(exitCode);
  return error === undefined ? 'unknown' : `unknown: ${error}`;
}

function healthSuffix(container: StatusParts): string {
  if (container.health === 'none') return '';
  return container.health === 'starting' ? ' (health: starting)' : ` (${container.health})`;
}
