import type { EngineClient } from '../../api/messages.js';
import type { ContainerSample } from '../../spec/container-views.js';
import type { Cli } from '../cli.js';
import { type ListFormat, listRenderer } from '../format/list-format.js';
import { statsList, statsRow } from '../render/stats-list.js';
import { Interrupts } from './interrupts.js';

const INTERVAL_MS = 1000;
/** Between the two looks that a single picture needs. */
const GLANCE_MS = 500;

const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_REST = '\x1b[J';
const CLEAR_ALL = '\x1b[2J';

export interface StatsChoice {
  readonly format: ListFormat;
  readonly all: boolean;
  /** Whole ids. */
  readonly full: boolean;
  /** One picture, and the end. */
  readonly once: boolean;
  /** Ids; absent: whatever there is. */
  readonly containers?: readonly string[];
  /** Which of them are shown. */
  readonly isShown: (sample: ContainerSample) => boolean;
}

/** Shows what containers use, again and again until Ctrl-C; on a terminal in place. */
export async function showStats(cli: Cli, client: EngineClient, choice: StatsChoice): Promise<void> {
  const { all, once, full, containers } = choice;
  const render = await listRenderer(choice.format, statsList({ full }));
  const request = {
    ...(containers === undefined ? {} : { containers }),
    all,
    intervalMs: once ? GLANCE_MS : INTERVAL_MS,
  };
  const inPlace = !once && cli.host.stdout.isTTY === true;
  using interrupts = new Interrupts(cli.host);
  let before = new Map<string, ContainerSample>();
  let isFirst = true;
  try {
    for await (const { samples } of client.stats(request, interrupts.asked)) {
      const rows = samples.filter(choice.isShown).map((sample) => statsRow(sample, before.get(sample.id)));
      before = new Map(samples.map((sample) => [sample.id, sample]));
      const needsAnother = once && isFirst && rows.some(({ cpuPercent }) => cpuPercent === undefined);
      if (!needsAnother) cli.print(inPlace ? placed(render(rows), isFirst) : render(rows));
      isFirst = false;
      if (once && !needsAnother) return;
    }
  } catch (error) {
    if (!interrupts.asked.aborted) throw error;
  }
}

/** Over what was there before. */
function placed(text: string, isFirst: boolean): string {
  return `${isFirst ? CLEAR_ALL : ''}${HOME}${text.replaceAll('\n', `${CLEAR_LINE}\n`)}${CLEAR_REST}`;
}
