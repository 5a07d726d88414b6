/** What is wrong with a value, and where (`stack.services.web.image`). */
export interface ShapeProblem {
  readonly path: string;
  readonly expected: string;
}

/** Checks the form of parsed JSON: undefined when it fits. */
export type Shape = (value: unknown, path: string) => ShapeProblem | undefined;

function scalar(expected: string, fits: (value: unknown) => boolean): Shape {
  return (value, path) => (fits(value) ? undefined : { path, expected });
}

export const anyText = scalar('a string', (value) => typeof value === 'string');
export const flag = scalar('true or false', (value) => typeof value === 'boolean');
export const count = scalar(
  'a whole number, 0 or more',
  (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
);

export function oneOf(...texts: readonly string[]): Shape {
  return scalar(`one of ${texts.join(', ')}`, (value) => texts.some((text) => text === value));
}

export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

export function listOf(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return { path, expected: 'a list' };
    return firstProblem(value.entries(), (index) => `${path}[${index}]`, item);
  };
}

export function mapOf(item: Shape): Shape {
  return (value, path) => {
    if (!isMap(value)) return { path, expected: 'a map' };
    return firstProblem(Object.entries(value), (key) => `${path}.${key}`, item);
  };
}

/** A map with these keys; keys it doesn't name are left to whoever reads them. */
export function mapWith(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (!isMap(value)) return { path, expected: 'a map' };
    for (const [key, shape] of Object.entries(shapes)) {
      const problem = shape(value[key], path === '' ? key : `${path}.${key}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstProblem<K>(
  entries: Iterable<readonly [K, unknown]>,
  pathOf: (key: K) => string,
  item: Shape,
): ShapeProblem | undefined {
  for (const [key, value] of entries) {
    const problem = item(value, pathOf(key));
    if (problem !== undefined) return problem;
  }
  return undefined;
}
