import type { Command } from 'commander';
import { familiarReference, parseReference } from '../../base/image-reference.js';
import { Cli } from '../cli.js';
import { resolveGlobals } from '../globals.js';
import type { Host } from '../host.js';
import { argumentKind, optionKind, type ValueKind } from './value-kinds.js';
import { type Scan, scanWords } from './word-scan.js';

/** What the shell's script is told besides candidates: to offer files or directories. */
export const FILES = ':files';
export const DIRECTORIES = ':directories';

interface Candidate {
  readonly word: string;
  readonly description?: string;
}

/**
 * Lines for the shell's script: what the word at the cursor can become, each with a tab and a description where there is one.
 * Starts no engine, and says nothing where something cannot be read.
 * @param program with all verbs
 * @param words after the program's name; the last is the one at the cursor
 */
export async function completionLines(
  program: Command,
  words: readonly string[],
  host: Host,
): Promise<readonly string[]> {
  const scan = scanWords(program, words);
  const { expected, typed } = scan;
  const kind = kindOf(scan);
  if (kind === 'files') return [FILES];
  if (kind === 'directories') return [DIRECTORIES];
  const before = expected.type === 'value' ? expected.before : '';
  const found =
    expected.type === 'option'
      ? optionsOf(expected.command)
      : [
          ...(expected.type === 'operand' && expected.group !== undefined ? verbsOf(expected.group) : []),
          ...(await values(kind, program, host)),
        ];
  const lines = found
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, description }) => before + word + (description === undefined ? '' : `\t${description}`));
  // What is in a container is not looked at.
  const mayBePath = kind === 'service-paths' || kind === 'container-paths';
  return mayBePath && !typed.includes(':') ? [...lines, FILES] : lines;
}

function kindOf({ expected }: Scan): ValueKind {
  if (expected.type === 'value') return optionKind(expected.option);
  return expected.type === 'operand' ? argumentKind(expected.argument) : 'nothing';
}

function verbsOf(command: Command): readonly Candidate[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.flatMap((verb) =>
    [verb.name(), ...verb.aliases()].map((word) => ({ word, description: verb.description() })),
  );
}

function optionsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, short, description }) => {
      const word = long ?? short;
      return word === undefined ? [] : [{ word, description }];
    });
}

async function values(kind: ValueKind, program: Command, host: Host): Promise<readonly Candidate[]> {
  if (typeof kind === 'object') return kind.words.map((word) => ({ word }));
  try {
    const globals = resolveGlobals(program, host.env);
    // Also services that no profile switches on can be named.
    const cli = new Cli(host, { ...globals, progress: 'quiet', profiles: ['*'] });
    switch (kind) {
      case 'services':
        return await services(cli, '');
      case 'replicas':
        return await services(cli, '=');
      case 'service-paths':
        return await services(cli, ':');
      case 'containers':
        return await containers(cli, '');
      case 'container-paths':
        return await containers(cli, ':');
      case 'images':
        return await images(cli);
      default:
        return [];
    }
  } catch {
    // No stack file, or one with mistakes: there is nothing to offer, and nobody to tell.
    return [];
  }
}

async function services(cli: Cli, after: string): Promise<readonly Candidate[]> {
  const { stack } = await cli.loadStack();
  return Object.entries(stack.services).map(([name, { image }]) => ({
    word: name + after,
    ...(image === undefined ? {} : { description: image }),
  }));
}

async function containers(cli: Cli, after: string): Promise<readonly Candidate[]> {
  const engine = await cli.runningEngine();
  const found = (await engine?.containers()) ?? [];
  return found.map(({ name, image }) => ({ word: name + after, description: image }));
}

async function images(cli: Cli): Promise<readonly Candidate[]> {
  const engine = await cli.runningEngine();
  const found = (await engine?.images()) ?? [];
  const names = found.flatMap(({ references }) =>
    references.map((name) => familiarReference(parseReference(name))),
  );
  return [...new Set(names)].sort().map((word) => ({ word }));
}
