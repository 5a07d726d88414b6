import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDotEnv } from '../../../../src/stackfile/environment/dot-env.js';
import { positionAt } from '../../../../src/stackfile/place.js';
import { Problems } from '../../../../src/stackfile/problems.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';

const CALLER: Readonly<Record<string, string>> = { CALLER: 'caller' };

function parse(text: string) {
  const problems = new Problems();
  const found = parseDotEnv(new SourceText('.env', text, 0), (name) => CALLER[name], problems);
  return { found, problems };
}

function read(text: string) {
  const { found, problems } = parse(text);
  problems.throwIfAny();
  return Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
}

describe('an env file', () => {
  it.each([
    ['A=1', { A: '1' }],
    ['A = 1 ', { A: '1' }],
    ['A: yaml', { A: 'yaml' }],
    ['A=', { A: '' }],
    ['A=b=c', { A: 'b=c' }],
    ['  export   A=1\r\nexport B=2\r\n', { A: '1', B: '2' }],
    ['# one\n\n  # two\nA=1 # three', { A: '1' }],
    ['A=with#hash', { A: 'with#hash' }],
    ['A= # value', { A: '# value' }],
    ['A=x\t# tab', { A: 'x\t# tab' }],
    ['A.b-C[0]=1\n1X=2\nÄ=3', { 'A.b-C[0]': '1', '1X': '2', Ä: '3' }],
    ["A='as $CALLER # \\n \\' is'", { A: "as $CALLER # \\n ' is" }],
    ['A="$CALLER ${X:-d} # x" # comment', { A: 'caller d # x' }],
    ['A="two\nlines"\nB=1', { A: 'two\nlines', B: '1' }],
    ["A='two\nlines'", { A: 'two\nlines' }],
    ['A="\\a\\b\\f\\n\\r\\t\\v\\"\\\\"', { A: '\x07\b\f\n\r\t\v"\\' }],
    ['A="\\0123 \\0351 \\012 \\0 \\0999 \\0400"', { A: 'S é \\12 \\ \\999 \\400' }],
    ['A="\\c \\q \\x41"', { A: '\\c \\q \\x41' }],
    ['A="\\$CALLER $$X"', { A: '$CALLER $X' }],
    ['A=$CALLER\nB=${A}b\nCALLER=own\nC=$CALLER', { A: 'caller', B: 'callerb', CALLER: 'own', C: 'caller' }],
    ['A=1\nA=2', { A: '2' }],
    ['CALLER\nNOBODY\nA=1', { CALLER: 'caller', A: '1' }],
    ['A="x"B=y', { A: 'x', B: 'y' }],
    ['A="x"bb\nC=1', { A: 'x', C: '1' }],
    ['A\tB=1\n[x=1\n:y\n', { 'A\tB': '1', '[x': '1', '': 'y' }],
    ['export \nA=1', { A: '1' }],
    ['LAST', { '': 'LAST' }],
    ['', {}],
  ])('%j gives %j', (text, values) => {
    expect(read(text)).toEqual(values);
  });

  it('remembers where each variable was set', () => {
    const from = parse('# x\nA="1\n2"\n  export B=2\n').found.get('B')?.from;
    expect(from?.kind === 'file' && positionAt(from.at)).toEqual({ file: '.env', line: 4, column: 10 });
  });

  it.each([
    ['A=1\nB C=2', '.env:2:1: the name "B C" holds a space'],
    ['A!b=1', '.env:1:2: "!" cannot stand in the name of a variable'],
    ['- A=1', '.env:1:1: the name "- A" holds a space'],
    ['export ', '.env:1:1: there is no name behind "export"'],
    ['A=1\nB="x\n', '.env:2:3: the " is never closed'],
    ['A=x ${', '.env:1:5: "${" is no variable reference'],
    ['A="${B:?tell}"', '.env:1:4: the variable B is required, but not set: tell'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('tells all that is wrong with it', () => {
    expect(() => read('A!=1\nB=${\nC="')).toThrow(/:1:2:.*:2:3:.*:3:3:/s);
  });

  it('warns once of a variable that nobody sets', () => {
    const { problems } = parse('A=$X\nB=$X ${Y:-1}\n');
    expect(problems.diagnostics().map(({ text }) => text)).toEqual([
      '.env:1:3: the variable X is not set and taken as empty, here and in 1 more place',
    ]);
  });
});

describe('any env file', () => {
  it('gives variables or problems, never a crash', () => {
    const parts = fc.constantFrom(...'AB=: \t\n\r"\'\\$#{}0é-', 'export ', '${A:-', '\u0085');
    fc.assert(
      fc.property(fc.array(parts), (array) => {
        const { found } = parse(array.join(''));
        expect([...found.values()].every(({ value }) => typeof value === 'string')).toBe(true);
      }),
    );
  });

  it('brings back a value whose quotes, backslashes and dollars are escaped', () => {
    const values = fc.array(fc.string({ unit: fc.constantFrom(...'a"\'\\$#\n =é{}') }), { minLength: 1 });
    fc.assert(
      fc.property(values, (array) => {
        const lines = array.map((value, i) => `V${i}="${value.replace(/["\\$]/g, '\\$&')}"`);
        expect(Object.values(read(lines.join('\n')))).toEqual(array);
      }),
    );
  });

  it('of any length is read in linear time', () => {
    expect(Object.keys(read('# c\n\n  '.repeat(200_000)))).toEqual([]);
    expect(Object.keys(read(`A="${'x\\n$$'.repeat(200_000)}"\n`))).toEqual(['A']);
  });
});
