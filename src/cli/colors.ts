import pc from 'picocolors';
import type { AnsiMode } from './globals.js';
import type { Host, Output } from './host.js';

type Paint = (text: string) => string;

/** Whether escape sequences may go to `output`: `--ansi` first, then NO_COLOR (https://no-color.org), then the terminal. */
export function wantsColor(output: Output, ansi: AnsiMode, env: Host['env']): boolean {
  if (ansi !== 'auto') return ansi === 'always';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return output.isTTY === true && env.TERM !== 'dumb';
}

/** The colours of log prefixes, in the order that containers get them. */
export function prefixPaints(enabled: boolean): readonly Paint[] {
  const colors = pc.createColors(enabled);
  return [
    colors.cyan,
    colors.yellow,
    colors.green,
    colors.magenta,
    colors.blue,
    colors.cyanBright,
    colors.yellowBright,
    colors.greenBright,
    colors.magentaBright,
    colors.blueBright,
  ];
}
