import type { RestartPolicy } from '../spec/container.js';
import { invalid } from './invalid.js';

/** `no`, `always`, `on-failure`, `on-failure:N`, `unless-stopped`. */
export function lowerRestart(text: string | undefined, path: readonly (string | number)[]): RestartPolicy {
  const [name = 'no', count] = (text ?? 'no').split(':');
  switch (name) {
    case 'no':
    case 'always':
    case 'unless-stopped':
      if (count === undefined) return { name, maxRetries: 0 };
      break;
    case 'on-failure':
      if (count === undefined || /^\d+$/.test(count)) return { name, maxRetries: Number(count ?? 0) };
      break;
  }
  throw invalid(path, `"${text}" is not one of no, always, on-failure[:N], unless-stopped`);
}
