import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { arranged, type Plain, YAML_ORDER } from '../../../../src/cli/render/ordered.js';
import { yamlText } from '../../../../src/cli/render/yaml-text.js';

const printed = (value: Plain) => yamlText(arranged(value, 'other', YAML_ORDER));

// Recorded from Docker Compose 2.40.
test.each([
  ['', '""'],
  ['plain words', 'plain words'],
  ['yes', '"yes"'],
  ['yEs', 'yEs'],
  ['null', '"null"'],
  ['0755', '"0755"'],
  ['1e3', '"1e3"'],
  ['1e999', '1e999'],
  ['1_000', '"1_000"'],
  ['.5_0', '".5_0"'],
  ['0x1f', '"0x1f"'],
  ['0xffffffffffffffffff', '0xffffffffffffffffff'],
  ['1.2.3', '1.2.3'],
  ['12:30:45', '"12:30:45"'],
  ['1:99', '1:99'],
  ['2020-01-02', '"2020-01-02"'],
  ['2020-02-30', '2020-02-30'],
  ['a: b', "'a: b'"],
  ['a:b', 'a:b'],
  ['a #b', "'a #b'"],
  ['a#b', 'a#b'],
  ['- a', "'- a'"],
  ['-a', '-a'],
  ["it's", "it's"],
  ["'a", "'''a'"],
  [' a', "' a'"],
  ['a\tb', '"a\\tb"'],
  ['a\\b', 'a\\b'],
  ['a😀', '"a\\U0001F600"'],
  ['a \nb', '"a \\nb"'],
])('%j is written %s', (text, expected) => {
  expect(printed({ key: text })).toBe(`key: ${expected}\n`);
});

test.each([
  ['a\nb', '|-\n  a\n  b\n'],
  ['a\n\nb\n', '|\n  a\n\n  b\n'],
  ['a\n\n', '|+\n  a\n\n'],
  [' a\nb', '|2-\n   a\n  b\n'],
])('lines become a block: %j', (text, expected) => {
  expect(printed({ key: text })).toBe(`key: ${expected}`);
  expect(parse(printed({ key: text }))).toEqual({ key: text });
});

test('maps and lists are indented by two, empty ones stay on the line', () => {
  const value = { list: [{ a: 1, b: [] }, ['x', {}], null], map: { inner: { deep: true } } };
  expect(printed(value)).toBe(`list:
  - a: 1
    b: []
  - - x
    - {}
  - null
map:
  inner:
    deep: true
`);
});

test('keys go by name, with numbers by value and letters last', () => {
  const keys = ['A10', 'A2', 'AB', 'A_B', '10', '9', 'a.b', 'aa', 'a1b'];
  const value = Object.fromEntries(keys.map((key) => [key, 0]));
  expect(
    printed(value)
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(': 0', '').replaceAll('"', '')),
  ).toEqual(['9', '10', 'A_B', 'A2', 'A10', 'AB', 'a.b', 'a1b', 'aa']);
});

test('a key of several lines or more than 128 bytes gets a line of its own', () => {
  const long = 'a'.repeat(129);
  expect(printed({ [long]: { b: 1 } })).toBe(`? ${long}\n: b: 1\n`);
  expect(printed({ 'a\nb': 'c' })).toBe('? |-\n  a\n  b\n: c\n');
});
