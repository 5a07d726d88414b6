import type { StepProgress } from '../../spec/operations.js';

/** How far the transfers below one step are, together. */
export interface TransferSummary {
  /** Bytes. */
  readonly current: number;
  readonly total: number;
  /** Bytes per second over the last seconds; absent until it can be told, and when all is done. */
  readonly rate?: number;
  /** Seconds until all is done at that rate. */
  readonly remaining?: number;
}

interface Transfer {
  readonly current: number;
  readonly total: number;
}

interface Group {
  readonly transfers: Map<string, Transfer>;
  /** Oldest first; those of the last seconds. */
  samples: { readonly at: number; readonly bytes: number }[];
}

const WINDOW_MS = 5_000;
const SHORTEST_MS = 500;

/** Adds up the bytes of layers, by the image that they belong to. */
export class Transfers {
  readonly #groups = new Map<string, Group>();

  /** @param now milliseconds */
  note({ id, parentId, state, current, total }: StepProgress, now: number): void {
    if (parentId === undefined) return;
    const group = this.#group(parentId);
    const known = group.transfers.get(id);
    // A layer that was there from the start was never counted; one that is done, or unpacked, has come whole.
    if (state === 'done' && known === undefined) return;
    const size = total ?? known?.total;
    if (size === undefined) return;
    const came = current ?? (known === undefined || known.current === 0 ? 0 : size);
    group.transfers.set(id, { current: state === 'done' ? size : came, total: size });
    if (state === 'done' && known?.current === 0) group.transfers.delete(id);
    group.samples.push({ at: now, bytes: sum(group).current });
    group.samples = group.samples.filter(({ at }) => now - at <= WINDOW_MS);
  }

  /** Undefined: nothing below that step is transferred. */
  summary(id: string): TransferSummary | undefined {
    const group = this.#groups.get(id);
    if (group === undefined || group.transfers.size === 0) return undefined;
    const { current, total } = sum(group);
    const [first, last] = [group.samples[0], group.samples.at(-1)];
    if (first === undefined || last === undefined || current >= total || last.at - first.at < SHORTEST_MS) {
      return { current, total };
    }
    const rate = ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
    return rate <= 0 ? { current, total } : { current, total, rate, remaining: (total - current) / rate };
  }

  #group(id: string): Group {
    const known = this.#groups.get(id) ?? { transfers: new Map(), samples: [] };
    this.#groups.set(id, known);
    return known;
  }
}

function sum({ transfers }: Group): Transfer {
  let [current, total] = [0, 0];
  for (const transfer of transfers.values()) {
    current += transfer.current;
    total += transfer.total;
  }
  return { current, total };
}
