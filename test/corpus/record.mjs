// Records what Docker Compose makes of the corpus; README.md in this folder says how to call it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { parseArgs } from 'node:util';
import { HOME, NEUTRAL_ROOT, PROJECTS, readCases } from './cases.mjs';

const RECORDINGS = ['expected.json', 'expected.txt', 'refused.txt', 'warnings.txt'];

/** Variables that say more about where Compose ran than about the project. */
const OF_THE_MACHINE = /^(?:PATH|DOCKER_\w+)=.*\n/gm;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    compose: { type: 'string', default: 'docker compose' },
    shell: { type: 'string', default: 'sh' },
    stage: { type: 'string' },
    'seen-as': { type: 'string' },
    all: { type: 'boolean', default: false },
  },
});

const chosen = readCases().filter(({ name, folder }) => {
  if (positionals.length > 0) return positionals.some((prefix) => name.startsWith(prefix));
  return values.all || !RECORDINGS.some((file) => existsSync(join(folder, file)));
});
const stage = values.stage ?? mkdtempSync(join(tmpdir(), 'corpus-'));
const seenAs = values['seen-as'] ?? stage;
try {
  for (const { name, folder } of chosen) {
    cpSync(folder, join(stage, name), { recursive: true, filter: (path) => !isRecording(folder, path) });
    mkdirSync(join(stage, 'out', name), { recursive: true });
  }
  const [shell, ...args] = values.shell.split(' ');
  execFileSync(shell, args, { input: chosen.map(scriptOf).join(''), stdio: ['pipe', 'inherit', 'inherit'] });
  const kinds = chosen.map(keep);
  const accepted = kinds.filter((kind) => kind !== 'refused').length;
  process.stdout.write(`${accepted} accepted, ${kinds.length - accepted} refused\n`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function isRecording(folder, path) {
  return RECORDINGS.some((file) => path === join(folder, file));
}

/** One shell for all: entering a container or another namespace anew for each would take most of the time. */
function scriptOf({ name, globals, flags, environment, directory, stdin }) {
  const project = posix.join(seenAs, name);
  const out = quoted(posix.join(seenAs, 'out', name));
  const variables = Object.entries({ HOME, ...environment }).map(([key, value]) => quoted(`${key}=${value}`));
  const words = [...globals, 'config', '--format', 'json', ...flags].map(quoted).join(' ');
  const input = stdin === undefined ? '/dev/null' : quoted(posix.join(project, stdin));
  return [
    `cd ${quoted(posix.join(project, directory))}`,
    `env -i PATH="$PATH" ${variables.join(' ')} ${values.compose} ${words} <${input} >${out}/stdout 2>${out}/stderr`,
    `echo $? >${out}/code`,
    '',
  ].join('\n');
}

function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Puts one recording beside its project. */
function keep({ name }) {
  const read = (file) =>
    readFileSync(join(stage, 'out', name, file), 'utf8').replaceAll(seenAs, NEUTRAL_ROOT);
  const write = (file, text) => writeFileSync(join(PROJECTS, name, file), text);
  for (const file of RECORDINGS) rmSync(join(PROJECTS, name, file), { force: true });
  const said = read('stderr').split('\n');
  const warnings = said.filter((line) => line.includes('level=warning'));
  if (read('code').trim() !== '0') {
    write('refused.txt', said.filter((line) => !warnings.includes(line)).join('\n'));
    return 'refused';
  }
  if (warnings.length > 0) write('warnings.txt', warnings.map((line) => `${messageOf(line)}\n`).join(''));
  const text = read('stdout');
  if (text.startsWith('{')) write('expected.json', `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  else write('expected.txt', text.replace(OF_THE_MACHINE, ''));
  return 'accepted';
}

/** The message of `time="…" level=warning msg="…"`. */
function messageOf(line) {
  const message = /msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(line)?.[1] ?? line;
  return message.startsWith('"') ? JSON.parse(message) : message;
}
