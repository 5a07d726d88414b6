import { Command, type CommanderError, Help, type Option } from 'commander';
import { TscomposeError } from '../base/errors.js';
import { Cli } from './cli.js';
import { addGlobalOptions, refuseIdleGlobals, resolveGlobals } from './globals.js';
import { fullName } from './help/full-name.js';
import type { Host } from './host.js';
import { readHelp } from './next-step.js';
import { didYouMean } from './suggest.js';
import type { AddVerb, Run } from './verbs/verb.js';
import { versionLine } from './verbs/version.js';

/**
 * The grammar of the command line.
 * @param verbs those that it knows
 * @param onRun learns of the run before its verb begins
 */
export function buildProgram(host: Host, verbs: readonly AddVerb[], onRun: (cli: Cli) => void): Command {
  const program = new Command('tscompose')
    .description('Runs Compose stacks under an engine of its own')
    .usage('[OPTIONS] COMMAND')
    .enablePositionalOptions()
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      outputError: () => {},
    })
    .version(versionLine().trimEnd(), '-v, --version', 'show the version');
  addGlobalOptions(program);
  const run: Run =
    (action) =>
    (...args) => {
      // Commander hands over the command itself last.
      const command = args.at(-1) as Command;
      const globals = resolveGlobals(program, host.env, command);
      const cli = new Cli(host, globals);
      onRun(cli);
      refuseIdleGlobals(globals, command);
      return action(cli, ...args);
    };
  for (const addVerb of verbs) addVerb(program, run);
  return program;
}

/** What an option that may be repeated starts from is none of its user's business. */
function optionDescription(option: Option): string {
  const { defaultValue } = option;
  const isCollection = Array.isArray(defaultValue) || defaultValue instanceof Map;
  const shown = isCollection ? Object.create(option, { defaultValue: { value: undefined } }) : option;
  return new Help().optionDescription(shown);
}

/**
 * @param program the grammar with all verbs, for what might have been meant
 * @returns undefined when help or the version was asked for and shown
 */
export function usageError(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
): Error | undefined {
  if (error.exitCode === 0) return undefined;
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const command = commandOf(program, argv);
  switch (error.code) {
    case 'commander.unknownCommand':
      return new TscomposeError(
        'USAGE',
        `unknown command: "${word}"`,
        helpHint(command, word, namesOf(command)),
      );
    case 'commander.unknownOption':
      return new TscomposeError(
        'USAGE',
        `unknown flag: ${word}`,
        helpHint(
          command,
          word,
          command.options.flatMap((option) => option.long ?? []),
        ),
      );
    default: {
      const message = error.message.replace(/^error: /, '');
      return new TscomposeError('USAGE', message, helpHint(command, '', []));
    }
  }
}

function helpHint(command: Command, word: string, candidates: readonly string[]): { readonly hint: string } {
  const { hint } = word === '' ? {} : didYouMean(word, candidates);
  const help = readHelp(fullName(command));
  return { hint: hint === undefined ? help : `${hint} ${help}` };
}

/** The command that the words of `argv` lead to. */
export function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((sub) => sub.name() === word || sub.aliases().includes(word));
    if (next !== undefined) command = next;
  }
  return command;
}

function namesOf(command: Command): readonly string[] {
  return command.commands.map((sub) => sub.name());
}
