import type { HistoryStep, ImageDetails } from '../../../spec/images.js';
import type { ListShape } from '../../format/list-shape.js';
import { ellipsis } from '../command-text.js';
import { decimalSize } from '../decimal-size.js';
import { idText, since } from './store-list.js';

export interface HistoryOptions {
  /** False: bytes and times as they are. */
  readonly human: boolean;
  /** Full ids and commands. */
  readonly full: boolean;
}

const COMMAND_LENGTH = 45;
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** A step of an image's making; the image it led to is known of the last one only. */
export interface HistoryRow {
  readonly step: HistoryStep;
  /** `<missing>` for steps below. */
  readonly id: string;
}

/** Latest first. */
export function historyRows({ history, id }: ImageDetails): readonly HistoryRow[] {
  return history.map((step, index) => ({ step, id: index === 0 ? id : '<missing>' }));
}

/** What `image history` can show. */
export function historyList(now: Date, options: HistoryOptions): ListShape<HistoryRow> {
  return {
    typeName: 'history',
    fields: {
      Comment: { head: 'COMMENT', value: ({ step }) => step.comment },
      CreatedAt: { head: 'CREATED AT', value: ({ step }) => timeText(step) },
      CreatedBy: { head: 'CREATED BY', value: ({ step }) => commandText(step, options) },
      CreatedSince: {
        head: 'CREATED',
        value: ({ step }) => (options.human ? sinceText(step, now) : timeText(step)),
      },
      ID: { head: 'IMAGE', value: (row) => idOf(row, options) },
      Size: { head: 'SIZE', value: ({ step }) => sizeText(step, options) },
    },
    table: ['ID', options.human ? 'CreatedSince' : 'CreatedAt', 'CreatedBy', 'Size', 'Comment'],
  };
}

/** `image history -q`. */
export function historyIds(rows: readonly HistoryRow[], options: HistoryOptions): string {
  return rows.map((row) => `${idOf(row, options)}\n`).join('');
}

function idOf({ id }: HistoryRow, { full }: HistoryOptions): string {
  return id === '<missing>' ? id : idText(id, full);
}

function commandText({ createdBy }: HistoryStep, { full }: HistoryOptions): string {
  const line = createdBy.replaceAll('\t', ' ');
  return full ? line : ellipsis(line, COMMAND_LENGTH);
}

function sizeText({ size }: HistoryStep, { human }: HistoryOptions): string {
  return human ? decimalSize(size) : String(size);
}

function sinceText({ createdAt }: HistoryStep, now: Date): string {
  return createdAt === undefined ? 'N/A' : since(createdAt, now);
}

function timeText({ createdAt }: HistoryStep): string {
  return createdAt === undefined ? ZERO_TIME : createdAt.replace(/\.\d+/, '');
}
