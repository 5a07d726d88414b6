import { describe, expect, it } from 'vitest';
import { splitShellWords } from '../../../../src/stackfile/complete/shell-words.js';

// The expected values were recorded from Docker Compose 2.40.
describe('the words of a command', () => {
  it.each([
    ['a"b c"d', ['ab cd']],
    ['x $(y z) w', ['x', '$(y z)', 'w']],
    ['a $HOME `b c` d', ['a', '$HOME', '`b c`', 'd']],
    ['a "" b', ['a', '', 'b']],
    ['   ', []],
    ["';'", [';']],
    ['a # b', ['a', '#', 'b']],
  ])('%j are %j', (text, words) => {
    expect(splitShellWords(text)).toEqual({ words });
  });

  it.each([
    ['a;b', ['a'], ';'],
    ['a && b', ['a'], '&'],
    ['a 2>&1', ['a'], '>'],
  ])('%j end at an operator', (text, words, cutAt) => {
    expect(splitShellWords(text)).toEqual({ words, cutAt });
  });

  it.each(['a (b', 'a)', 'a=(b)', 'a "b', 'a\\'])('%j is refused', (text) => {
    expect(splitShellWords(text)).toHaveProperty('problem');
  });
});
