import { describe, expect, it } from 'vitest';
import { substitute } from '../../../src/stackfile/interpolate/template.js';

const VARIABLES: Readonly<Record<string, string>> = { A: 'a', EMPTY: '', NAME_2: 'n' };
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
    ['no dollar', 'no dollar'],
  ])('%s becomes %j', (template, text) => {
    expect(run(template)).toEqual({ text, unset: [] });
  });

  it('names the variables that are not set, once', () => {
    expect(run('$X-${Y}-$X')).toEqual({ text: '--', unset: ['X', 'Y'] });
  });

  it.each([
    ['${X:?say so}', 'the variable X is required: say so'],
    ['${EMPTY:?}', 'the variable EMPTY is required'],
    ['${X?$A}', 'the variable X is required: a'],
    ['cost: 5$', 'a lone "$"; write "$$" for a dollar sign'],
    ['$5', 'a lone "$"; write "$$" for a dollar sign'],
    ['${A', '"${A" is no variable reference; write "$$" for a dollar sign'],
    ['${}', '"${}" is no variable reference; write "$$" for a dollar sign'],
    ['${A!x}', '"${A!x}" is no variable reference; write "$$" for a dollar sign'],
    ['${X:-${}', '"${X:-${}" is no variable reference; write "$$" for a dollar sign'],
  ])('%s is refused: %s', (template, problem) => {
    expect(run(template)).toEqual({ problem });
  });
});
