import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { substitute } from '../../../../src/stackfile/interpolate/template.js';

const VARIABLES: Readonly<Record<string, string>> = { A: 'a', EMPTY: '', NAME_2: 'n', dollar: '$A' };
const run = (template: string) => substitute(template, (name) => VARIABLES[name]);

describe('a template', () => {
  it.each([
    ['$A', 'a'],
    ['${A}', 'a'],
    ['x$A.y', 'xa.y'],
    ['$NAME_2', 'n'],
    ['$$A $$$A', '$A $a'],
    ['${X:-d}', 'd'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${X-d}', 'd'],
    ['${A:-d}', 'a'],
    ['${A:+r}', 'r'],
    ['${EMPTY:+r}', ''],
    ['${EMPTY+r}', 'r'],
    ['${X+r}', ''],
    ['${A:?m}', 'a'],
    ['${EMPTY?m}', ''],
    ['${X:-${Y:-${A}}}', 'a'],
    ['${X:-a${Y-b}c}d', 'abcd'],
    ['${X:-$$}', '$'],
    ['${X:-a b:?c}', 'a b:?c'],
    ['${X:-{}}', '{}'],
    ['${X:-{"a": ${Y:-{b}}}}', '{"a": {b}}'],
    ['${X:-a}b}', 'ab}'],
    ['${X-} ${X:-}', ' '],
    ['${A}\n${X:-b} }', 'a\nb }'],
    ['no dollar', 'no dollar'],
  ])('%s becomes %j', (template, text) => {
    expect(run(template)).toMatchObject({ text, unset: [] });
  });

  it.each(['cost: 5$', '$5', '$ A', '$-', '^a$|b', '$}'])('keeps the lone dollar of %s', (template) => {
    expect(run(template)).toMatchObject({ text: template, unset: [] });
  });

  it('does not look for references in what a variable brought', () => {
    expect(run('$dollar')).toMatchObject({ text: '$A' });
  });

  it('names the variables that are not set, once, also those of a default that was not needed', () => {
    expect(run('$X-${Y}-$X')).toEqual({ text: '--', unset: ['X', 'Y'], used: ['X', 'Y'] });
    expect(run('${A:-$X}')).toEqual({ text: 'a', unset: ['X'], used: ['A'] });
    expect(run('${X:-$Y}')).toEqual({ text: '', unset: ['Y'], used: ['X', 'Y'] });
  });

  it.each([
    ['${X:?say so}', 0, 'the variable X is required, but not set: say so'],
    ['${EMPTY:?}', 0, 'the variable EMPTY is required, but empty'],
    ['a ${X?$A}', 2, 'the variable X is required, but not set: a'],
    ['${A:-${X?}}', 5, 'the variable X is required, but not set'],
    ['${A', 0, '"${A" is no variable reference'],
    ['a${}', 1, '"${}" is no variable reference'],
    ['${A!x}', 0, '"${A!x}" is no variable reference'],
    ['${A:x}', 0, '"${A:x}" is no variable reference'],
    ['${1}', 0, '"${1}" is no variable reference'],
    ['${X:-${}', 5, '"${" is no variable reference'],
    ['${X:-{}} ${A}', 9, '"${A" is no variable reference'],
    ['${X:-a\nb}', 0, 'its "}" has to stand on the same line'],
  ])('%j is refused at %i: %s', (template, offset, message) => {
    const result = run(template);
    expect('problems' in result && result.problems[0].offset).toBe(offset);
    expect('problems' in result && result.problems[0].message).toContain(message);
  });

  it('tells all that is wrong with it', () => {
    const result = run('${X:?} ${Y:?} ${');
    expect('problems' in result && result.problems.map(({ offset }) => offset)).toEqual([0, 7, 14]);
  });

  it('of any depth is worked out or refused, never a crash', () => {
    const nested = (depth: number) => `${'${X:-'.repeat(depth)}a${'}'.repeat(depth)}`;
    expect(run(nested(150))).toMatchObject({ text: 'a' });
    expect(run(nested(100_000))).toHaveProperty('problems');
    expect(run('${X:-{'.repeat(50_000))).toHaveProperty('problems');
    expect(run('${X:-b}'.repeat(50_000))).toMatchObject({ text: 'b'.repeat(50_000) });
  });
});

describe('any text', () => {
  it('gives a text or problems within it', () => {
    const parts = fc.constantFrom('$', '{', '}', ':', '-', '?', '+', 'A', 'X', ' ', '\n', '${X:-', '$$');
    fc.assert(
      fc.property(fc.array(parts), (array) => {
        const template = array.join('');
        const result = run(template);
        if ('text' in result) return typeof result.text === 'string';
        return result.problems.every(({ offset }) => template[offset] === '$');
      }),
    );
  });

  it('comes through unchanged when its dollars are doubled', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(fc.constantFrom('$', '{', '}', 'A'), fc.string()) }), (text) => {
        expect(run(text.replaceAll('$', '$$$$'))).toMatchObject({ text, used: [], unset: [] });
      }),
    );
  });

  it('without a dollar comes through as a default', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^${}\n]*$/), (text) => {
        expect(run(`<\${X:-${text}}>`)).toMatchObject({ text: `<${text}>` });
      }),
    );
  });
});
