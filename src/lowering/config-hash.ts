import { createHash } from 'node:crypto';

/** SHA-256 over JSON with sorted keys: the same content has the same hash, in whatever order it was written. */
export function configHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** JSON with sorted keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, node: unknown) => {
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return node;
    return Object.fromEntries(Object.entries(node).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
