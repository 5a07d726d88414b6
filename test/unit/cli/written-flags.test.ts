import { Command } from 'commander';
import { expect, test } from 'vitest';
import { withWrittenFlags } from '../../../src/cli/written-flags.js';

interface Result {
  readonly interactive: boolean;
  readonly env: string | undefined;
  readonly args: readonly string[];
}

function parse(words: readonly string[], handsOn: boolean): Result {
  const command = withWrittenFlags(new Command(), { handsOn })
    .argument('[words...]')
    .option('-i, --interactive', '', true)
    .option('--no-interactive')
    .option('-e, --env <text>');
  if (handsOn) command.passThroughOptions();
  command.parse([...words], { from: 'user' });
  return { ...(command.opts() as Omit<Result, 'args'>), args: command.args };
}

test.each([
  [['--interactive=false'], false],
  [['-i=false'], false],
  [['-i=0'], false],
  [['--interactive=true'], true],
  [['-i'], true],
])('%j', (words, interactive) => {
  expect(parse(words, false)).toMatchObject({ interactive });
});

test('the words of a command that is handed on are its own', () => {
  const words = ['-e', '--interactive=false', 'web', 'program', '--interactive=false'];
  expect(parse(words, true)).toMatchObject({
    interactive: true,
    env: '--interactive=false',
    args: ['web', 'program', '--interactive=false'],
  });
  expect(parse(['-ie', 'x', '-i=false', 'web'], true)).toMatchObject({
    interactive: false,
    env: 'x',
    args: ['web'],
  });
});
