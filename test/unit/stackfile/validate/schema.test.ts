import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { publishedSchema } from '../../../../scripts/compile-schema.mjs';
import { NAME_WORDS, PATTERN_WORDS } from '../../../../src/stackfile/validate/wording.js';
import { type PublishedSchema, parts } from '../support/published-schema.js';

const text = readFileSync('schemas/stack.schema.json', 'utf8');
const schema: PublishedSchema = JSON.parse(text);

/** What src/stackfile/validate/mismatches.ts looks at, and what is for readers alone. */
const KEYWORDS = [
  ...[
    '$ref',
    'type',
    'properties',
    'patternProperties',
    'additionalProperties',
    'required',
    'items',
    'uniqueItems',
  ],
  ...['enum', 'pattern', 'minimum', 'maximum', 'definitions'],
  ...['$schema', '$id', 'title', 'description', 'default', 'deprecated', 'examples'],
];

describe('the published schema', () => {
  it('is what its sources make (npm run generate)', () => {
    expect(text).toBe(publishedSchema());
  });

  it('is a strict JSON Schema of draft 7', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(() => new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)).not.toThrow();
  });

  it('keeps to the keywords that the checker knows', () => {
    const used = new Set([...parts(schema)].flatMap(Object.keys));
    expect([...used].filter((keyword) => !KEYWORDS.includes(keyword))).toEqual([]);
  });

  it('describes every attribute', () => {
    const silent = [...parts(schema)].flatMap((part) =>
      Object.entries(part.properties ?? {})
        .filter(
          ([, { description, $ref }]) => (description ?? definition($ref)?.description ?? '').length < 10,
        )
        .map(([name]) => name),
    );
    expect(silent).toEqual([]);
  });

  it('gives examples and defaults that it would accept itself', () => {
    const ajv = new Ajv({ strict: false });
    const refused = [...parts(schema)].flatMap(({ examples = [], ...part }) => {
      const values = part.default === undefined ? examples : [...examples, part.default];
      if (values.length === 0) return [];
      const validate = ajv.compile({ ...part, definitions: schema.definitions });
      return values.filter((value) => !validate(value));
    });
    expect(refused).toEqual([]);
  });

  it('has words for each of its patterns', () => {
    const all = [...parts(schema)];
    expect(new Set(all.flatMap(({ pattern }) => pattern ?? []))).toEqual(new Set(Object.keys(PATTERN_WORDS)));
    const names = all.flatMap(({ patternProperties = {} }) => Object.keys(patternProperties));
    expect(new Set(names.filter((name) => name !== '^x-'))).toEqual(new Set(Object.keys(NAME_WORDS)));
  });
});

function definition($ref: string | undefined): PublishedSchema | undefined {
  return $ref === undefined ? undefined : schema.definitions?.[$ref.replace('#/definitions/', '')];
}
