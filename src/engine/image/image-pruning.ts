import type { ImageRemoval, PruneImagesRequest } from '../../spec/images.js';
import type { ImageUsers } from '../../spec/parts.js';
import type { ParsedConfig } from './image-config.js';
import type { ImageRecord, ImageRecords, ReferenceRecord } from './image-records.js';
import type { ImageRemover } from './image-removal.js';

/**
 * Marks what nobody uses as removed: images without a name, or all.
 * @param configOf of an image, for the filters
 */
export async function pruneImages(
  request: PruneImagesRequest,
  records: ImageRecords,
  remover: ImageRemover,
  configOf: (record: ImageRecord) => Promise<ParsedConfig>,
  users: ImageUsers,
): Promise<readonly ImageRemoval[]> {
  const names = byImage(await records.references());
  const removed: ImageRemoval[] = [];
  for (const record of await records.images()) {
    const references = names.get(record.id) ?? [];
    if (references.length > 0 && !request.all) continue;
    if (!fits(request, await configOf(record))) continue;
    // Looked at last: a container may have been made of it meanwhile.
    if (users().some(({ imageId }) => imageId === record.id)) continue;
    removed.push(...(await remover.removeWholly(record, references, users)));
  }
  return removed;
}

function byImage(references: readonly ReferenceRecord[]): ReadonlyMap<string, readonly ReferenceRecord[]> {
  const names = new Map<string, ReferenceRecord[]>();
  for (const reference of references)
    names.set(reference.id, [...(names.get(reference.id) ?? []), reference]);
  return names;
}

function fits(
  { until, labels, notLabels }: PruneImagesRequest,
  { config, createdAt }: ParsedConfig,
): boolean {
  const own = config.Labels ?? {};
  const has = (label: string) => {
    const [key = '', value] = splitOnce(label);
    return value === undefined ? key in own : own[key] === value;
  };
  if (until !== undefined && !(Date.parse(createdAt) < Date.parse(until))) return false;
  return labels.every(has) && !notLabels.some(has);
}

function splitOnce(label: string): readonly [string, string?] {
  const at = label.indexOf('=');
  return at < 0 ? [label] : [label.slice(0, at), label.slice(at + 1)];
}
