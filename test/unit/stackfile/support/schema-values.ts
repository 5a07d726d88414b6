import { readFileSync } from 'node:fs';
import fc from 'fast-check';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const root: Schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/stack.schema.json', import.meta.url), 'utf8'),
);

/** Words that attributes give a meaning to, and some that none does. */
const texts = fc.constantFrom(
  ...[
    'a',
    'b',
    'default',
    'web',
    'service:a',
    'container:x',
    'host',
    'none',
    './x',
    '/x',
    '~/x',
    'a:/x',
    './a:/x:ro',
  ],
  ...[
    '80',
    '80:80',
    '127.0.0.1:80-81:90-91/udp',
    '10s',
    '1h30m',
    '64m',
    '1.5',
    '-1',
    'true',
    'A=1',
    'a=b:c',
    'a:1.2.3.4',
  ],
  ...['$A', '${A:-b}', '${B:?no}', '$$', '', ' ', 'x'.repeat(300), '\u0000', 'ä☃', '__proto__', '10.0.0.0/8'],
);
const names = fc.constantFrom(
  'a',
  'b',
  'web',
  'default',
  'x-y',
  'com.example.a',
  '__proto__',
  'toString',
  '$A',
  '',
);
const anything = fc.oneof(
  texts,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
);

/** Stacks as the schema describes them, with a value of another type here and there. */
export function stacks(): fc.Arbitrary<unknown> {
  return mostly(root, 0);
}

function mostly(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const fitting = fittingValue(schema, depth);
  return fc.oneof({ weight: 24, arbitrary: fitting }, { weight: 1, arbitrary: anything });
}

function fittingValue(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return fittingValue(resolve(schema.$ref), depth);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const types = [schema.type ?? (schema.properties === undefined ? [] : 'object')].flat();
  return types.length === 0 ? anything : fc.oneof(...types.map((type) => typed(type, schema, depth)));
}

function typed(type: string, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (type === 'string') return texts;
  if (type === 'integer') return fc.integer({ min: -2, max: 70_000 });
  if (type === 'number') return fc.oneof(fc.integer(), fc.double());
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'array') return fc.array(mostly(schema.items ?? {}, depth + 1), { maxLength: 3 });
  return object(schema, depth);
}

/** Two or three of the attributes: all at once would hide each other's problems. */
function object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const known = Object.keys(schema.properties ?? {});
  const others = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties;
  const free = typeof others === 'object' ? mostly(others, depth + 1) : texts;
  const some =
    known.length === 0 ? fc.constant([]) : fc.subarray(known, { maxLength: Math.min(known.length, 3) });
  const attributes = some.chain((keys) => {
    const wanted = [...new Set([...(depth === 0 ? ['services'] : []), ...(schema.required ?? []), ...keys])];
    return fc.record(
      Object.fromEntries(wanted.map((key) => [key, mostly(schema.properties?.[key] ?? {}, depth + 1)])),
    );
  });
  const more = typeof others === 'object' ? fc.dictionary(names, free, { maxKeys: 3 }) : fc.constant({});
  return fc.tuple(more, attributes).map(([left, right]) => ({ ...left, ...right }));
}

function resolve(reference: string): Schema {
  const steps = reference.replace('#/', '').split('/');
  return steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], root) as Schema;
}
