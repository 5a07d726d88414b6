import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {readonly string[]} command
 * @property {string} directory where its stack files are written
 * @property {string} sees the same directory as it sees it
 * @property {Map<string, { file: string, name: string }>} stacks
 */

/** @returns {Program} tscompose of this checkout, with a state root below `base` */
export function ownProgram(base) {
  const directory = join(base, 'own');
  return {
    name: 'tscompose',
    command: [join(root, 'bin/tscompose'), '--root', join(base, 'root')],
    directory,
    sees: directory,
    stateRoot: join(base, 'root'),
    stacks: new Map(),
  };
}

/** Puts the runtime directory on a tmpfs, as `/run` is for the default state root; another root's lies beneath it. */
export function mountRuntime(own) {
  const runtime = join(own.stateRoot, 'run');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=0700', 'tmpfs', runtime]);
}

export function unmountRuntime(own) {
  spawnSync('umount', ['-l', join(own.stateRoot, 'run')], { stdio: 'ignore' });
}

/** @returns {Program} */
export function peerProgram(options, base) {
  const folder = `tscompose-bench-${process.pid}`;
  const directory = join(options['peer-dir'] ?? base, folder);
  const sees = options['peer-sees'] === undefined ? directory : join(options['peer-sees'], folder);
  return { name: 'peer', command: options.peer.split(' '), directory, sees, stacks: new Map() };
}

/**
 * Runs to the end.
 * @param {{ input?: number, terminal?: boolean, enough?: number, mayFail?: boolean }} [how] descriptor of its standard input; whether it has a terminal;
 *   after how many bytes of output it is ended; whether another exit code than 0 is none of our concern
 * @throws when the exit code is not 0
 */
export function runQuiet(program, stack, args, { input, terminal = false, enough, mayFail = false } = {}) {
  const file = stack === undefined ? [] : ['-f', stack.file, '-p', stack.name];
  const line = [...program.command, ...file, ...args];
  const text = line.map(quoted).join(' ');
  const [executable, ...rest] = terminal
    ? ['script', '-qec', text, '/dev/null']
    : enough === undefined
      ? line
      : [
          'bash',
          '-c',
          `exec 3< <(exec setsid ${text}); head -c ${enough} <&3 > /dev/null; kill -- -$! 2> /dev/null || true`,
        ];
  const run = spawnSync(executable, rest, { stdio: [input ?? 'ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (run.status === 0 || (mayFail && run.signal === null)) return;
  const reason = run.error?.message ?? run.stderr;
  throw new Error(`${program.name} ${args.join(' ')}: ${run.signal ?? `exit code ${run.status}`}\n${reason}`);
}

function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Milliseconds of wall clock from start to end of the command; see {@link runQuiet}. */
export function timed(program, stack, args, how) {
  const begin = process.hrtime.bigint();
  runQuiet(program, stack, args, how);
  return Number(process.hrtime.bigint() - begin) / 1e6;
}
