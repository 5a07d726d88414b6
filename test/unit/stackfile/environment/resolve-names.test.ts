import { describe, expect, it } from 'vitest';
import { resolveListedNames, resolveNames } from '../../../../src/stackfile/environment/resolve-names.js';
import { Variables } from '../../../../src/stackfile/environment/variables.js';
import { Problems } from '../../../../src/stackfile/problems.js';
import { readYaml } from '../../../../src/stackfile/read/read-yaml.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { type MapNode, toPlain } from '../../../../src/stackfile/tree.js';

const MAPS = 'a: {environment: {A: , B: , C: c, D: ""}, build: {args: {A: , B: , D: ""}}}';
const LISTS = 'b: {environment: [A, B, C=c, D=], build: {args: [A, B, D=]}}';
const variables = Variables.ofEnvironment({ A: 'a', C: 'no', D: 'no' });

/** What a pass makes of both services. */
function services(pass: (stack: MapNode) => MapNode) {
  const tree = readYaml(new SourceText('x', `services: {${MAPS}, ${LISTS}}`, 0), new Problems())[0]?.tree;
  return tree && (toPlain(pass(tree)) as { services: Record<string, unknown> }).services;
}

describe('names without a value', () => {
  it('take the value of the variable; without one an entry stays and a build argument goes', () => {
    expect(services((stack) => resolveNames(stack, variables, true))).toEqual({
      a: { environment: { A: 'a', B: null, C: 'c', D: '' }, build: { args: { A: 'a', D: '' } } },
      b: { environment: ['A=a', 'B', 'C=c', 'D='], build: { args: ['A=a', 'D='] } },
    });
  });

  it('of build arguments stay when that is not asked for', () => {
    expect(services((stack) => resolveNames(stack, variables, false))).toMatchObject({
      a: { build: { args: { A: null, B: null } } },
      b: { build: { args: ['A', 'B', 'D='] } },
    });
  });

  it('can be resolved in lists only', () => {
    expect(services((stack) => resolveListedNames(stack, variables))).toMatchObject({
      a: { environment: { A: null, B: null } },
      b: { environment: ['A=a', 'B', 'C=c', 'D='] },
    });
  });
});
