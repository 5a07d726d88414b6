import type { AnsiMode } from './globals.js';
import type { Host, Output } from './host.js';

/** Whether escape sequences may go to `output`: `--ansi` first, then NO_COLOR (https://no-color.org), then the terminal. */
export function wantsColor(output: Output, ansi: AnsiMode, env: Host['env']): boolean {
  if (ansi !== 'auto') return ansi === 'always';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return output.isTTY === true && env.TERM !== 'dumb';
}

/** Foreground colours (ECMA-48 SGR) of log prefixes, in the order that containers get them: the plain ones, then the bright. */
const PREFIX_COLORS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
const DEFAULT_COLOR = 39;

/** What paints the prefix of the nth container. */
export function prefixPaint(container: number): (text: string) => string {
  const color = PREFIX_COLORS[container % PREFIX_COLORS.length];
  return (text) => `\u001b[${color}m${text}\u001b[${DEFAULT_COLOR}m`;
}
