import { formatDuration, parseDuration } from '../../base/duration.js';
import { quote } from '../tree.js';
import { type Canonicaliser, refuse, withValue } from './context.js';

/** A duration in Compose's canonical form: `90s` → `1m30s`. */
export const duration: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'scalar') return undefined;
  const text = String(node.value);
  const nanoseconds = parseDuration(text);
  if (nanoseconds !== undefined && nanoseconds >= 0n) return withValue(node, formatDuration(nanoseconds));
  const bare = /^\d+$/.test(text) ? `; write "${text}s" for seconds` : ', as in "1m30s", "500ms" or "2h"';
  return refuse(node, path, context, `${quote(text)} is not a duration${bare}`);
};
