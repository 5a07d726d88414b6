import type { Command } from 'commander';
import { VERSION } from '../../base/version.js';
import { type Example, examplesOf } from './examples.js';
import { fullName } from './full-name.js';
import { escaped, heading, literal, paragraph, term } from './roff.js';

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['TSCOMPOSE_ROOT', 'State root, as --root.'],
  ['TSCOMPOSE_DEBUG', '1: errors come with their code and stack traces.'],
  [
    'COMPOSE_FILE, COMPOSE_PATH_SEPARATOR',
    'Stack files, as -f; separated by a colon, or by what the second names.',
  ],
  ['COMPOSE_PROJECT_NAME', 'Name of the stack, as -p.'],
  ['COMPOSE_PROFILES', 'Active profiles, separated by commas.'],
  ['COMPOSE_ENV_FILES, COMPOSE_DISABLE_ENV_FILE', 'Files with variables, and whether none is read.'],
  ['COMPOSE_PROGRESS, COMPOSE_ANSI', 'As --progress and --ansi.'],
  ['NO_COLOR', 'Set to anything: no colours.'],
  ['DOCKER_CONFIG', 'Directory of config.json, which holds logins.'],
];

const EXIT_STATUS =
  '0: done. 1: refused or failed. 2: plan found changes. 130: interrupted. Commands that run something in a container end with its ' +
  'code, 126 when it cannot be executed and 127 when it is not there. docs/exit-codes.md tells all of them.';

/**
 * The manual: a page for the program and one for each verb that does something.
 * @param program with all verbs
 * @returns by file name: `tscompose-image-pull.1`
 */
export function manPages(program: Command): ReadonlyMap<string, string> {
  const verbs = leaves(program);
  const pages = [[pageName(program), programPage(program, verbs)] as const];
  return new Map([...pages, ...verbs.map((verb) => [pageName(verb), verbPage(verb)] as const)].map(file));
}

function file([name, text]: readonly [string, string]): readonly [string, string] {
  return [`${name}.1`, text];
}

function leaves(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((verb) => verb.name() !== 'help')
    .flatMap((verb) => (verb.commands.length === 0 ? [verb] : leaves(verb)));
}

function pageName(command: Command): string {
  return fullName(command).replaceAll(' ', '-');
}

function programPage(program: Command, verbs: readonly Command[]): string {
  return [
    head(program),
    heading('synopsis'),
    paragraph(program.createHelp().commandUsage(program)),
    heading('description'),
    paragraph(
      'Creates and starts the containers that a stack file (compose.yaml) describes, under an engine of its own, which the first ' +
        'command that needs it starts and which ends by itself. What stands in the file is the Compose Specification.',
    ),
    heading('options'),
    options(program),
    heading('commands'),
    ...verbs.map((verb) => term(`${pageName(verb)}(1)`, verb.description())),
    heading('environment'),
    ...ENVIRONMENT.map(([name, meaning]) => term(name, meaning)),
    heading('exit status'),
    paragraph(EXIT_STATUS),
  ].join('');
}

function verbPage(verb: Command): string {
  const help = verb.createHelp();
  const words = help.visibleArguments(verb);
  return [
    head(verb),
    heading('synopsis'),
    paragraph(help.commandUsage(verb)),
    heading('description'),
    paragraph(`${verb.description()}.`),
    ...words.map((argument) => term(argument.name(), help.argumentDescription(argument))),
    heading('options'),
    options(verb),
    heading('examples'),
    ...examplesOf(verb).map(example),
    heading('see also'),
    paragraph('tscompose(1)'),
  ].join('');
}

function head(command: Command): string {
  const name = pageName(command);
  const [first = '', ...rest] = command.description();
  // Without a date: the same source makes the same page.
  return (
    `.TH "${escaped(name.toUpperCase())}" "1" "" "tscompose ${VERSION}" "tscompose"\n` +
    `${heading('name')}${escaped(name)} \\- ${escaped(first.toLowerCase() + rest.join(''))}\n`
  );
}

function options(command: Command): string {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .map((option) => term(help.optionTerm(option), help.optionDescription(option)))
    .join('');
}

function example({ line, purpose }: Example): string {
  return `${paragraph(`${purpose}:`)}${literal(line)}`;
}
