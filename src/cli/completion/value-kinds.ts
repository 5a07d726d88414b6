import type { Argument, Option } from 'commander';
import { choicesOf } from '../flag-values.js';

/** Where possible values come from. */
export type ValueKind =
  | 'services'
  | 'replicas'
  | 'containers'
  | 'images'
  | 'files'
  /** `SERVICE:PATH`, or a path of this machine. */
  | 'service-paths'
  | 'container-paths'
  | 'directories'
  | 'nothing'
  | { readonly words: readonly string[] };

const SIGNALS = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGKILL',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTERM',
  'SIGSTOP',
  'SIGCONT',
];
const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/s390x'];

/** By what the usage calls a value, in lower case. */
const BY_NAME: Readonly<Record<string, ValueKind>> = {
  service: 'services',
  'service=num': 'replicas',
  container: 'containers',
  image: 'images',
  'repository[:tag]': 'images',
  path: 'files',
  file: 'files',
  command: 'files',
  dir: 'directories',
  directory: 'directories',
  signal: { words: SIGNALS },
  platform: { words: PLATFORMS },
};

const DIRECTORIES: readonly string[] = ['--project-directory', '--workdir', '--root'];

export function optionKind(option: Option): ValueKind {
  const choices = option.argChoices ?? choicesOf(option.parseArg);
  if (choices !== undefined) return { words: choices };
  if (DIRECTORIES.includes(option.long ?? '')) return 'directories';
  const name = /[<[]([^>\]]+)/.exec(option.flags)?.[1] ?? '';
  return BY_NAME[name.replace(/\.\.\.$/, '').toLowerCase()] ?? 'nothing';
}

export function argumentKind(argument: Argument | undefined): ValueKind {
  if (argument === undefined) return 'nothing';
  const choices = argument.argChoices ?? choicesOf(argument.parseArg);
  if (choices !== undefined) return { words: choices };
  if (argument.description.startsWith('SERVICE:PATH')) return 'service-paths';
  if (argument.description.startsWith('CONTAINER:PATH')) return 'container-paths';
  return BY_NAME[argument.name().toLowerCase()] ?? 'nothing';
}
