import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SPEC_ATTRIBUTES } from '../../../../src/stackfile/support/spec-attributes.js';
import { renderSupportTable } from '../../../../src/stackfile/support/support-table.js';
import type { PublishedSchema } from './published-schema.js';

const root: PublishedSchema = JSON.parse(readFileSync('schemas/stack.schema.json', 'utf8'));

/** Every map of the schema with fixed keys: where it stands → its keys. */
function groupsOf(
  schema: PublishedSchema,
  at: string,
  groups = new Map<string, string[]>(),
): Map<string, string[]> {
  const name = schema.$ref?.replace('#/definitions/', '');
  const target = name === undefined ? schema : (root.definitions?.[name] ?? {});
  if (target.properties !== undefined) groups.set(at, Object.keys(target.properties).sort());
  for (const [key, value] of Object.entries(target.properties ?? {})) {
    groupsOf(value, at === '' ? key : `${at}.${key}`, groups);
  }
  if (target.items !== undefined) groupsOf(target.items, `${at}[]`, groups);
  for (const [pattern, value] of Object.entries(target.patternProperties ?? {})) {
    if (pattern !== '^x-') groupsOf(value, `${at}.*`, groups);
  }
  return groups;
}

describe('the table of what works', () => {
  it('has every attribute of the schema, and no other', () => {
    const said = SPEC_ATTRIBUTES.map(({ at, works, refused, noEffect }): [string, string[]] => [
      at,
      [...works, ...refused, ...noEffect].sort(),
    ]);
    const wanted = [...groupsOf(root, '')];
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(wanted));
  });

  it('has each attribute once, and rules only for what works', () => {
    const places = SPEC_ATTRIBUTES.map(({ at }) => at);
    expect(new Set(places).size).toBe(places.length);
    for (const { works, refused, noEffect, values } of SPEC_ATTRIBUTES) {
      const all = [...works, ...refused, ...noEffect];
      expect(new Set(all).size).toBe(all.length);
      expect(Object.keys(values).filter((name) => !works.includes(name))).toEqual([]);
    }
  });

  it('says of nothing below a refused attribute that it works', () => {
    const refused = SPEC_ATTRIBUTES.flatMap(({ at, refused }) => refused.map((name) => `${at}.${name}`));
    const below = SPEC_ATTRIBUTES.filter(({ at }) =>
      refused.some((place) => at.startsWith(`${place}.`) || at.startsWith(`${place}[`)),
    );
    expect(below.flatMap(({ works, noEffect }) => [...works, ...noEffect])).toEqual([]);
  });

  it('is what docs/compose-support.md says', async () => {
    await expect(renderSupportTable()).toMatchFileSnapshot('../../../../docs/compose-support.md');
  });
});
