import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { examplesOf } from '../../../src/cli/help/examples.js';
import { fullName } from '../../../src/cli/help/full-name.js';
import { buildProgram } from '../../../src/cli/program.js';
import { runCli } from '../../../src/cli/run-cli.js';
import { allVerbs } from '../../../src/cli/verbs/table.js';
import type { AddVerb } from '../../../src/cli/verbs/verb.js';
import { FakeHost } from './support/fake-host.js';

/** Every verb that does something, with none that does. */
async function verbs(): Promise<readonly Command[]> {
  const idle = (await allVerbs()).map(
    (add): AddVerb =>
      (program) =>
        add(program, () => async () => {}),
  );
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  return leaves(buildProgram(new FakeHost(), idle, () => {}));
}

/** The words after the program's name, of an example that may have a shell's pipes and quotes. */
function wordsOf(line: string): readonly string[] {
  const [, rest = ''] = /tscompose( .*|$)/.exec(line) ?? [];
  const parts = rest.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  const end = parts.findIndex((part) => /^\d*[|>]/.test(part));
  return (end < 0 ? parts : parts.slice(0, end)).map((part) =>
    part.replace(/^(['"])(.*)\1$/, '$2').replace(/\)$/, ''),
  );
}

it('every verb has examples, each of which is a command line of its own', async () => {
  for (const verb of await verbs()) {
    const found = examplesOf(verb);
    const name = fullName(verb);
    expect(found.length, `examples of ${name}`).toBeGreaterThan(0);
    for (const { line, purpose } of found) {
      expect(line).toContain(name);
      expect(purpose).toMatch(/^\S/);
      const root = verb.parent?.parent ?? verb.parent;
      await expect(root?.parseAsync([...wordsOf(line)], { from: 'user' }), line).resolves.toBeDefined();
    }
  }
});

it('help ends with them, under the name that was asked for', async () => {
  for (const [line, example] of [
    ['history --help', '$ tscompose history nginx:1.27'],
    ['image history --help', '$ tscompose image history nginx:1.27'],
    ['load --help', '$ ssh host docker save app:v1 | tscompose load'],
  ] as const) {
    const host = new FakeHost();
    expect(await runCli(line.split(' '), host)).toBe(0);
    expect(host.stdout.text).toContain(`\nExamples:\n  # `);
    expect(host.stdout.text).toContain(`  ${example}\n`);
  }
});
