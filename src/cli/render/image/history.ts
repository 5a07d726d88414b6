import type { HistoryStep, ImageDetails } from '../../../spec/images.js';
import { ellipsis } from '../command-text.js';
import { decimalSize } from '../decimal-size.js';
import { jsonLines } from '../json-lines.js';
import { renderTable } from '../table.js';
import { idText, since } from './store-list.js';

export interface HistoryOptions {
  /** False: bytes and times as they are. */
  readonly human: boolean;
  /** Full ids and commands. */
  readonly full: boolean;
}

const HEAD = ['IMAGE', 'CREATED', 'CREATED BY', 'SIZE', 'COMMENT'];
const COMMAND_LENGTH = 45;
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** `image history` as a table. */
export function historyTable(image: ImageDetails, now: Date, options: HistoryOptions): string {
  const rows = image.history.map((step, index) => [
    idOf(image, index, options),
    options.human ? sinceText(step, now) : timeText(step),
    commandText(step, options),
    sizeText(step, options),
    step.comment,
  ]);
  return renderTable(options.human ? HEAD : HEAD.with(1, 'CREATED AT'), rows);
}

/** `image history --format json`. */
export function historyJson(image: ImageDetails, now: Date, options: HistoryOptions): string {
  return jsonLines(
    image.history.map((step, index) => ({
      Comment: step.comment,
      CreatedAt: timeText(step),
      CreatedBy: commandText(step, options),
      CreatedSince: sinceText(step, now),
      ID: idOf(image, index, options),
      Size: sizeText(step, options),
    })),
  );
}

/** `image history -q`: images of steps below are not kept, so only the first has an id. */
export function historyIds(image: ImageDetails, options: HistoryOptions): string {
  return image.history.map((_, index) => `${idOf(image, index, options)}\n`).join('');
}

function idOf(image: ImageDetails, index: number, { full }: HistoryOptions): string {
  return index === 0 ? idText(image.id, full) : '<missing>';
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
