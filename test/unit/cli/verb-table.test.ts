import { Command } from 'commander';
import { expect, test } from 'vitest';
import { VERBS, verbsFor } from '../../../src/cli/verbs/table.js';

function wordsOf(add: (program: Command) => void): readonly string[] {
  const program = new Command().enablePositionalOptions();
  add(program);
  return program.commands.flatMap((command) => [command.name(), ...command.aliases()]);
}

test('every word of the table adds a verb of that name, and every verb is reached by all its words', async () => {
  const added = new Set<string>();
  for (const [word, load] of Object.entries(VERBS)) {
    const add = await load();
    const words = wordsOf((program) => add(program, (() => () => {}) as never));
    expect(words).toContain(word);
    for (const each of words) added.add(each);
  }
  expect([...added].sort()).toEqual(Object.keys(VERBS).sort());
});

test.each([
  ['-f up.yml ps', 1],
  ['-f up ps', 2],
  ['convert', 1],
])('"%s" loads only what it may run', async (line, count) => {
  expect(await verbsFor(line.split(' '))).toHaveLength(count);
});

test.each(['', 'upp', 'up --help', 'help up', '-h'])('"%s" loads all verbs', async (line) => {
  const all = await verbsFor([]);
  expect(await verbsFor(line.split(' '))).toEqual(all);
  expect(all.length).toBeGreaterThan(20);
});
