import { describe, expect, it } from 'vitest';
import { Problems } from '../../../../src/stackfile/problems.js';
import { readYaml } from '../../../../src/stackfile/read/read-yaml.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { toPlain } from '../../../../src/stackfile/tree.js';

function read(text: string) {
  const problems = new Problems();
  const documents = readYaml(new SourceText('f.yml', text, 0), problems);
  problems.throwIfAny();
  return documents;
}

/** What stands behind `x-v: `. */
function value(text: string): unknown {
  return (toPlain(read(`x-v: ${text}`)[0]?.tree ?? failed()) as Record<string, unknown>)['x-v'];
}

function failed(): never {
  throw new Error('there is no document');
}

describe('a plain scalar', () => {
  it.each([
    ['0755', 493],
    ['0o17', 15],
    ['0899', 899],
    ['-0755', -493],
    ['1_000', 1000],
    ['0X1f', 31],
    ['0B11', 3],
    ['+12', 12],
    ['1.', 1],
    ['.5', 0.5],
    ['1E3', 1000],
    ['._1', '._1'],
    ['1e', '1e'],
    ['0o8', '0o8'],
    ['yes', 'yes'],
    ['y', 'y'],
    ['on', 'on'],
    ['TRUE', true],
    ['tRUE', 'tRUE'],
    ['~', null],
    ['~a', '~a'],
    ['12:30:45', '12:30:45'],
    ['2020-13-01', '2020-13-01'],
    ['2020-01-01', '2020-01-01T00:00:00Z'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00'],
    ['http://a:80/b', 'http://a:80/b'],
    ['b#c', 'b#c'],
    ['b #c', 'b'],
    ['-b', '-b'],
    [':b', ':b'],
    ['?b', '?b'],
    ['a ---', 'a ---'],
    ['a\n  b\n\n  c', 'a b\nc'],
  ])('%j is %j', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });
});

describe('a tag', () => {
  it.each([
    ['!foo 1', '1'],
    ['!foo {a: 1}', { a: 1 }],
    ['! 12', 12],
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['!!binary aGVsbG8=', 'hello'],
    ['!<tag:yaml.org,2002:str> 12', '12'],
    ['!!set {a, b}', { a: null, b: null }],
  ])('%j gives %j', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });
});

describe('quoted, block and flow values', () => {
  it.each([
    ['"a\\\n   b"', 'ab'],
    ['"\\x41\\u00e9\\t"', 'Aé\t'],
    ["'it''s\n  here'", "it's here"],
    ['|2\n   a\n', ' a\n'],
    ['|-\n  a\n\n', 'a'],
    ['|+\n  a\n\n', 'a\n\n'],
    ['>-\n  a\n  b\n\n    c\n  d\n', 'a b\n\n  c\nd'],
    ['[a, b,]', ['a', 'b']],
    ['[a: 1, b]', [{ a: 1 }, 'b']],
    ['{a, b: 1}', { a: null, b: 1 }],
    ['{a:1}', { 'a:1': null }],
    ['[\na,\n"b\n c"\n]\nx-w: 1', ['a', 'b c']],
    ['{\n\ta: 1,\nb: 2\n}', { a: 1, b: 2 }],
    ['{"a":1}', { a: 1 }],
    ['\n- b\n- c', ['b', 'c']],
    ['\n  - - a\n    - b\n  - c: 1\n    d: 2', [['a', 'b'], { c: 1, d: 2 }]],
    ['{<<: [{a: 1}, {a: 2, b: 3}], b: 4}', { a: 1, b: 4 }],
    ['{"<<": {a: 1}}', { '<<': { a: 1 } }],
  ])('%j is %j', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });
});

describe('what is no YAML to Compose', () => {
  it.each([
    ['x-v: a: b', 'f.yml:1:6: not valid YAML: a map cannot start here'],
    ['x-v: - b', 'f.yml:1:6: not valid YAML: a list item cannot start here'],
    ['x-v: [a,, b]', 'f.yml:1:9: not valid YAML: unexpected , in flow sequence'],
    ['x-v: {a: 1}}', 'f.yml:1:12: not valid YAML: unexpected'],
    ['x-v: @b', 'f.yml:1:6: not valid YAML: a value cannot begin with this character'],
    ['x-v: "\\q"', 'f.yml:1:7: not valid YAML: invalid escape sequence \\q'],
    ['x-v: "a', 'f.yml:1:8: not valid YAML: the closing quote is missing'],
    ['x-v: |\n  a\n b\n', 'f.yml:3:1: not valid YAML: this line is indented'],
    ['x-v: | b', 'f.yml:1:8: not valid YAML: not a YAML token: b'],
    ['%YAML 1.2\n---\nx-v: 1', 'f.yml:1:1: the file says that it is YAML 1.2, but has to be YAML 1.1'],
    ['%FOO bar\n---\nx-v: 1', 'f.yml:1:1: not valid YAML: unknown directive %FOO'],
    ['x-v:\n\tb: 1', 'f.yml:2:1: not valid YAML: a tab cannot indent in YAML; use spaces'],
    ['x-v: 1\nx-v: 2', 'f.yml:2:1: x-v: this key already stands in line 1'],
    ['x-v: {<<: {a: 1}, <<: {b: 1}}', 'f.yml:1:19: x-v.<<: this key already stands in line 1'],
    ['x-v: {<<: x}', 'f.yml:1:7: x-v.<<: only maps can be merged by "<<"'],
    ['x-v: {1: a}', 'f.yml:1:7: x-v: a key must be text; write "1" in quotes'],
    ['x-v: {.inf: a}', 'f.yml:1:7: x-v: a key must be text; write ".inf" in quotes'],
    ['x-v: {[a]: b}', 'f.yml:1:7: x-v: a key must be text'],
    ['services: {a: {image: 2020-01-01}}', '"2020-01-01" is a date to YAML; write it in quotes'],
    ['x-v: !!bool yes', '"yes" is no bool'],
    ['x-v: !a!b c', 'f.yml:1:6: not valid YAML: could not resolve tag: !a!b'],
    ['x-v: 1\n---\n', 'f.yml:2:1: the document is empty'],
    ['x-v\n', 'a stack file is a map with "services" and so on, but this is the text "x-v"'],
    ['x-v\ny: 1\n', 'f.yml:1:1: not valid YAML: a key must stand on one line'],
    ['x-a: 1\nx-v\ny: 1\n', 'f.yml:2:1: not valid YAML: a key must stand on one line'],
    ['x-v: \u0001', 'f.yml:1:6: a control character'],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('!reset and !override', () => {
  const resets = (text: string) => read(text).flatMap((document) => document.resets);

  it('are known by their places; what is reset is gone, what overrides stays', () => {
    const text = 'a: {b: !reset [1], c: !override [2], d: [1, !reset 2]}';
    expect(resets(text)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'd', 1],
    ]);
    expect(read(text).map(({ tree }) => toPlain(tree))).toEqual([{ a: { c: [2], d: [1] } }]);
  });

  it('hold where a merge key or an alias brings them', () => {
    expect(resets('w: {<<: {b: !reset 1}}')).toEqual([['w', 'b']]);
    expect(resets('x: &a {b: !override 1}\nw: *a\nv: {<<: *a}')).toEqual([
      ['x', 'b'],
      ['w', 'b'],
      ['v', 'b'],
    ]);
  });
});
