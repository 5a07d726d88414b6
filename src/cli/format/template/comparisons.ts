import { goType } from './go-print.js';

/** Whether the first equals any of the others. @throws Error for what cannot be compared */
export function equals(first: unknown, ...others: unknown[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison');
  return others.some((other) => {
    if (isNil(first) || isNil(other)) return isNil(first) && isNil(other);
    if (typeof first === 'object' || typeof other === 'object') {
      throw new Error(`non-comparable type ${goType(typeof first === 'object' ? first : other)}`);
    }
    if (typeof first !== typeof other) throw new Error('incompatible types for comparison');
    return first === other;
  });
}

/** Below zero: `a` comes first. Texts are compared by their bytes. @throws Error for what has no order */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  const isOrdered = (value: unknown) => typeof value === 'number' || typeof value === 'string';
  throw new Error(
    isOrdered(a) && isOrdered(b) ? 'incompatible types for comparison' : 'invalid type for comparison',
  );
}

function isNil(value: unknown): boolean {
  return value === null || value === undefined;
}
