import { SHAPES, type Shape, type ShapeName } from './canonical-shapes.js';
import { compareBytes, compareNatural } from './key-order.js';

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A value whose maps have an order of their own: objects of JavaScript put keys like `8080` first. */
export type Ordered = string | number | boolean | null | readonly Ordered[] | OrderedMap;

export class OrderedMap {
  readonly entries: readonly (readonly [string, Ordered])[];

  constructor(entries: readonly (readonly [string, Ordered])[]) {
    this.entries = entries;
  }
}

/** How Docker Compose orders keys: by bytes or with numbers by value, and what it prints from structures in their order. */
export interface KeyOrder {
  readonly compare: (a: string, b: string) => number;
  /** What is known to be a structure: nothing, all below the top, or all. */
  readonly structures: 'none' | 'below' | 'all';
}

/** `config --format json`. */
export const JSON_ORDER: KeyOrder = { compare: compareBytes, structures: 'below' };
/** `config`. */
export const YAML_ORDER: KeyOrder = { compare: compareNatural, structures: 'all' };

/** The same value with the keys of every map in the order in which Docker Compose prints them. */
export function arranged(value: Plain, shapeName: ShapeName, order: KeyOrder): Ordered {
  const shape: Shape = SHAPES[shapeName];
  if (isList(value)) return value.map((item) => arranged(item, shape.each ?? 'other', order));
  if (value === null || typeof value !== 'object') return value;
  const isStructure = order.structures === 'all' || (order.structures === 'below' && shapeName !== 'stack');
  const first = (isStructure ? shape.first : undefined) ?? [];
  const ranks = new Map(first.map((key, index) => [key, index]));
  const rank = (key: string) => ranks.get(key) ?? first.length;
  const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b) || order.compare(a, b));
  return new OrderedMap(
    keys.map((key) => [key, arranged(value[key] ?? null, shape.keys?.[key] ?? shape.each ?? 'other', order)]),
  );
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
