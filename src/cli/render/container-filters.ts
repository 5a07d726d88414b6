import type { ContainerSummary } from '../../spec/operations.js';
import type { Filters } from '../filters.js';
import { stateWord } from './container-status.js';

/** What `container ls --filter` takes. */
export const FILTERS = ['id', 'name', 'label', 'status', 'exited', 'ancestor', 'network', 'volume', 'health'];

/** Whether a container fits one value of each filter. @param all also where it does not run and no filter asks for that */
export function isListed(container: ContainerSummary, filters: Filters, all: boolean): boolean {
  const { state, restarting } = container;
  const asksForState = filters.has('status') || filters.has('exited');
  if (!all && !asksForState && state.status !== 'running' && !restarting) return false;
  return [...filters].every(([key, values]) =>
    // Labels have all to be there; of the others one is enough.
    key === 'label'
      ? values.every((value) => fits(container, key, value))
      : values.some((value) => fits(container, key, value)),
  );
}

function fits(container: ContainerSummary, key: string, value: string): boolean {
  const { state } = container;
  switch (key) {
    case 'id':
      return container.id.startsWith(value);
    case 'name':
      return matches(container.name, value);
    case 'label': {
      const at = value.indexOf('=');
      if (at < 0) return Object.hasOwn(container.labels, value);
      return container.labels[value.slice(0, at)] === value.slice(at + 1);
    }
    case 'status':
      return stateWord(container) === value;
    case 'exited':
      return state.status === 'exited' && String(state.exitCode) === value;
    case 'ancestor':
      return (
        container.image === value ||
        container.imageId.replace(/^sha256:/, '').startsWith(value.replace(/^sha256:/, ''))
      );
    case 'network':
      return container.networks.includes(value);
    case 'volume':
      return container.mounts.includes(value);
    default:
      return container.health === value;
  }
}

/** Docker takes what isn't a regular expression as a part of the name. */
function matches(name: string, pattern: string): boolean {
  try {
    return new RegExp(pattern.replace(/^\^?\//, (start) => start.replace('/', ''))).test(name);
  } catch {
    return name.includes(pattern);
  }
}
