import { describe, expect, it } from 'vitest';
import { resolveNames } from '../../../../src/stackfile/environment/resolve-names.js';
import { Variables } from '../../../../src/stackfile/environment/variables.js';
import { Problems } from '../../../../src/stackfile/problems.js';
import { readYaml } from '../../../../src/stackfile/read/read-yaml.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { toPlain } from '../../../../src/stackfile/tree.js';

const TEXT = 'services: {a: {environment: {A: , B: , C: c, D: ""}, build: {args: {A: , B: , D: ""}}}, b: {}}';
const variables = Variables.ofEnvironment({ A: 'a', C: 'no', D: 'no' });

function resolve(buildArguments: boolean) {
  const tree = readYaml(new SourceText('x', TEXT, 0), new Problems())[0]?.tree;
  return tree && toPlain(resolveNames(tree, variables, buildArguments));
}

describe('names without a value', () => {
  it('take the value of the variable; without one an entry stays and a build argument goes', () => {
    expect(resolve(true)).toEqual({
      services: {
        a: { environment: { A: 'a', B: null, C: 'c', D: '' }, build: { args: { A: 'a', D: '' } } },
        b: {},
      },
    });
  });

  it('of build arguments stay when that is not asked for', () => {
    expect(resolve(false)).toMatchObject({ services: { a: { build: { args: { A: null, B: null } } } } });
  });
});
