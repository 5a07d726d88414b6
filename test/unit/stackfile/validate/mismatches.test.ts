import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { list, map, type Scalar, scalar, type TreeNode } from '../../../../src/stackfile/tree.js';
import { findMismatches } from '../../../../src/stackfile/validate/mismatches.js';
import { rootSchema } from '../../../../src/stackfile/validate/schema.js';
import { stacks } from '../support/schema-values.js';

const AT = { source: new SourceText('', '', 0), offset: 0 };

function treeOf(value: unknown): TreeNode {
  if (Array.isArray(value)) return list(AT, value.map(treeOf));
  if (typeof value !== 'object' || value === null) return scalar(AT, value as Scalar);
  return map(AT, Object.fromEntries(Object.entries(value).map(([key, part]) => [key, treeOf(part)])));
}

it('finds a mismatch exactly where a validator of JSON Schema refuses', () => {
  const schema = JSON.parse(readFileSync('schemas/stack.schema.json', 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
  fc.assert(
    fc.property(stacks(), (stack) => {
      // What a file can hold: no undefined values, no numbers that JSON hasn't got.
      const plain: unknown = JSON.parse(JSON.stringify(stack) ?? 'null');
      expect(findMismatches(treeOf(plain), rootSchema()).length === 0).toBe(validate(plain));
    }),
    { numRuns: 300 },
  );
});
