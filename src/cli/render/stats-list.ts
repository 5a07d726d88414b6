import type { ContainerSample, ContainerUse } from '../../spec/container-views.js';
import type { ListShape } from '../format/list-shape.js';
import { decimalSize } from './decimal-size.js';

/** What a container used, and how much of a processor since the sample before. */
export interface StatsRow {
  readonly sample: ContainerSample;
  /** Percent of one processor; undefined: there is nothing to compare with. */
  readonly cpuPercent: number | undefined;
}

export function statsRow(sample: ContainerSample, before: ContainerSample | undefined): StatsRow {
  return { sample, cpuPercent: cpuPercent(sample, before) };
}

function cpuPercent(sample: ContainerSample, before: ContainerSample | undefined): number | undefined {
  const { usage, atMs } = sample;
  if (usage === undefined) return 0;
  if (before?.usage?.startedAt !== usage.startedAt || atMs <= before.atMs) return undefined;
  return ((usage.cpuNs - before.usage.cpuNs) / 1e6 / (atMs - before.atMs)) * 100;
}

const SHORT_ID = 12;
/** What Docker writes of one that doesn't run. */
const NOTHING = { memory: 0, memoryLimit: 0, received: 0, sent: 0, read: 0, written: 0, pids: 0 };

/** What `stats` can show. @param options.full whole ids */
export function statsList({ full }: { readonly full: boolean }): ListShape<StatsRow> {
  const of = (show: (usage: Omit<ContainerUse, 'startedAt' | 'cpuNs'>) => string) => (row: StatsRow) =>
    show(row.sample.usage ?? NOTHING);
  const id = ({ sample }: StatsRow) => (full ? sample.id : sample.id.slice(0, SHORT_ID));
  return {
    typeName: 'stats',
    fields: {
      BlockIO: {
        head: 'BLOCK I/O',
        value: of(({ read, written }) => `${decimalSize(read)} / ${decimalSize(written)}`),
      },
      CPUPerc: {
        head: 'CPU %',
        value: (row) => (row.cpuPercent === undefined ? '--' : percent(row.cpuPercent)),
      },
      Container: { head: 'CONTAINER', value: id },
      ID: { head: 'CONTAINER ID', value: id },
      MemPerc: {
        head: 'MEM %',
        value: of(({ memory, memoryLimit }) => percent(memoryLimit === 0 ? 0 : (memory / memoryLimit) * 100)),
      },
      MemUsage: {
        head: 'MEM USAGE / LIMIT',
        value: of(({ memory, memoryLimit }) => `${binarySize(memory)} / ${binarySize(memoryLimit)}`),
      },
      Name: { head: 'NAME', value: ({ sample }) => sample.name },
      NetIO: {
        head: 'NET I/O',
        value: of(({ received, sent }) => `${decimalSize(received)} / ${decimalSize(sent)}`),
      },
      PIDs: { head: 'PIDS', value: of(({ pids }) => String(pids)) },
    },
    table: ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'],
  };
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes in powers of 1024 with four digits, as Docker shows memory: `1.949GiB`. */
export function binarySize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))}${UNITS[unit]}`;
}
