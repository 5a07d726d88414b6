import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PATTERN_WORDS } from '../../../src/stackfile/validate/check-schema.js';
import { SPEC_ATTRIBUTES } from '../../../src/stackfile/validate/spec-attributes.js';
import { renderSupportTable } from '../../../src/stackfile/validate/support-table.js';

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const schema: Schema = JSON.parse(readFileSync('schemas/stack.schema.json', 'utf8'));

/** Every map of the schema with fixed keys: where it stands → its keys. */
function groupsOf(node: Schema, at: string, groups = new Map<string, string[]>()): Map<string, string[]> {
  const name = node.$ref?.split('/').at(-1);
  const target = name === undefined ? node : (schema.definitions?.[name] ?? {});
  if (target.properties !== undefined) groups.set(at, Object.keys(target.properties).sort());
  for (const [key, value] of Object.entries(target.properties ?? {})) {
    groupsOf(value, at === '' ? key : `${at}.${key}`, groups);
  }
  if (target.items !== undefined) groupsOf(target.items, `${at}[]`, groups);
  if (typeof target.additionalProperties === 'object')
    groupsOf(target.additionalProperties, `${at}.*`, groups);
  return groups;
}

/** Every schema within a schema. */
function* parts(node: unknown): Generator<Schema> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield node;
  for (const value of Object.values(node)) yield* parts(value);
}

describe('what is said to be supported', () => {
  it('is what the schema allows', () => {
    const groups = groupsOf(schema, '');
    // The obsolete form of `external` is no attribute of the specification any more.
    groups.delete('networks.*.external');
    groups.delete('volumes.*.external');
    const said = SPEC_ATTRIBUTES.filter(({ supported }) => supported.length > 0);
    expect(new Map(said.map(({ at, supported }) => [at, [...supported].sort()]))).toEqual(groups);
  });

  it('is what docs/compose-support.md says', async () => {
    await expect(renderSupportTable()).toMatchFileSnapshot('../../../docs/compose-support.md');
  });

  it('is listed once', () => {
    for (const { supported, planned } of SPEC_ATTRIBUTES) {
      expect(new Set([...supported, ...planned]).size).toBe(supported.length + planned.length);
    }
  });
});

describe('the schema', () => {
  it('describes every attribute', () => {
    for (const part of parts(schema)) {
      for (const [key, value] of Object.entries(part.properties ?? {})) {
        if (typeof value === 'object' && !('enum' in part)) {
          expect(value.description ?? value.$ref, key).toBeTypeOf('string');
        }
      }
    }
  });

  it('has words for each of its patterns', () => {
    const patterns = [...parts(schema)].flatMap(({ pattern }) =>
      typeof pattern === 'string' ? [pattern] : [],
    );
    expect(new Set(patterns)).toEqual(new Set(Object.keys(PATTERN_WORDS)));
  });
});
