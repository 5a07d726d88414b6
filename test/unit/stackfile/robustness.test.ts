import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { TscomposeError } from '../../../src/base/errors.js';
import { load } from './support/load.js';
import { stacks } from './support/schema-values.js';

const POSITIONED = /^stack\.yml:\d+:\d+: .+\n {2}.*\n {2}\s*\^/;

/** Loads anything; the outcome has to be a stack, or an error that points at a place. */
function outcome(text: string | Uint8Array): void {
  try {
    expect(load(text).stack.name).toBeTypeOf('string');
  } catch (error) {
    if (!(error instanceof TscomposeError)) throw error;
    expect(error.code).toBe('STACK_FILE_INVALID');
    expect(error.message).toMatch(POSITIONED);
  }
}

const words = fc.constantFrom(
  ...[
    'services',
    'web',
    'image',
    'ports',
    'volumes',
    'networks',
    'default',
    'depends_on',
    'environment',
    'labels',
  ],
  ...[
    'healthcheck',
    'test',
    'command',
    'x-a',
    'name',
    'version',
    '<<',
    '__proto__',
    'constructor',
    'build',
    'tmpfs',
  ],
  ...[
    'aliases',
    'ipam',
    'config',
    'external',
    'driver',
    'target',
    'type',
    'source',
    'bind',
    'interval',
    'restart',
  ],
);
const values = fc.oneof(
  words,
  fc.constantFrom(
    '80:80',
    '8000-8010:80',
    './a:/b',
    'a:/b:ro',
    '$X',
    '${X:-y}',
    '${',
    '1m',
    'no',
    '~',
    'bind',
    'CMD',
  ),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    values,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(words, tie('tree'), { maxKeys: 6 }),
  ),
}));

describe('whatever a stack file holds', () => {
  it('any text gives a stack or positioned errors', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), outcome), { numRuns: 250 });
  });

  it('any bytes give a stack or positioned errors', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), outcome), { numRuns: 150 });
  });

  it('YAML punctuation in any order gives a stack or positioned errors', () => {
    const bits = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '&x ',
      '*x',
      '!t ',
      '|',
      '>',
      '"',
      "'",
      '#',
      '---\n',
      '?',
      '%',
      '\t',
      'services',
      '<<',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => outcome(parts.join(''))),
      { numRuns: 400 },
    );
  });

  it('any tree of familiar words gives a stack or positioned errors', () => {
    fc.assert(
      fc.property(fc.dictionary(words, tree), (value) => outcome(stringify(value))),
      { numRuns: 250 },
    );
  });

  it('any attributes of a service give a stack or positioned errors', () => {
    fc.assert(
      fc.property(fc.dictionary(words, tree), (value) =>
        outcome(stringify({ services: { web: { image: 'x', ...value } } })),
      ),
      { numRuns: 250 },
    );
  });

  it('any tree of the schema gives a stack or positioned errors', () => {
    fc.assert(
      fc.property(stacks(), (value) => outcome(stringify(value))),
      { numRuns: 500 },
    );
  });

  it('any two trees of the schema, merged, give a stack or positioned errors', () => {
    fc.assert(
      fc.property(stacks(), stacks(), (one, two) => outcome(`${stringify(one)}---\n${stringify(two)}`)),
      { numRuns: 200 },
    );
  });
});
