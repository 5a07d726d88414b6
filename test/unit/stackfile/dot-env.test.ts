import { describe, expect, it } from 'vitest';
import { headlines, load, readerOf, refusal, service } from './support/load.js';

/** What a stack sees of the given `.env`, with A=caller in the environment. */
function seen(text: string, ...names: string[]) {
  const lines = names.map((name) => `${name}: "\${${name}-absent}"`).join(', ');
  const { stack } = load(service(`environment: {${lines}}`), {
    environment: { A: 'caller' },
    others: { '/srv/demo/.env': text },
  });
  return stack.services.web?.environment;
}

describe('the .env file', () => {
  it('gives variables; the caller environment wins', () => {
    expect(seen('A=file\nB=file\n', 'A', 'B', 'C')).toEqual({ A: 'caller', B: 'file', C: 'absent' });
  });

  it('knows quotes, escapes, comments, export and variables', () => {
    const text = [
      '# comment',
      'export B=plain # comment',
      'C=with#hash',
      "D='as $B # is'",
      'E="a\\nb \\$B ${B} # x" # comment',
      'F = "two',
      'lines"',
      'G=',
      'H: yaml',
      'I=${B:-x}${NO:-y}',
    ].join('\r\n');
    expect(seen(text, 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I')).toEqual({
      ...{ B: 'plain', C: 'with#hash', D: 'as $B # is', E: 'a\nb $B plain # x' },
      ...{ F: 'two\r\nlines', G: '', H: 'yaml', I: 'plainy' },
    });
  });

  it('is refused where it cannot be read, with its position', () => {
    const others = { '/srv/demo/.env': 'A=1\n=2\nB="x\n' };
    expect(headlines(service(), { others })).toEqual([
      '.env:2:1: a line has to be NAME=value',
      '.env:3:3: the " is never closed',
    ]);
  });

  it('is replaced by --env-file, of which later ones win', () => {
    const files = {
      '/srv/demo/stack.yml': service('environment: {A: $A, B: $B}'),
      '/srv/demo/.env': 'A=env',
    };
    const reader = readerOf({ ...files, '/srv/demo/1': 'A=1\nB=1', '/srv/demo/2': 'B=2$A' });
    const { stack } = load('', { reader, envFiles: ['1', '2'] });
    expect(stack.services.web?.environment).toEqual({ A: '1', B: '21' });
    expect(refusal('', { reader, envFiles: ['3'] }).message).toBe('3: there is no such file');
  });
});
