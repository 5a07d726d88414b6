// npm run test:native: builds every native/test/*_test.cc with the address and undefined-behaviour sanitizers, and runs it.
// Each is a program of its own, linked with the native code that needs no Node.
// npm run test:native -- NAME: only those whose file name holds NAME.
// Programs of *_fuzz.cc run for some seconds, always the same; build/native-test/NAME_fuzz RUNS SEED goes on for longer.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const native = join(root, 'native');
const output = join(root, 'build', 'native-test');
const FOLDERS = ['core', 'linux', 'layer', 'protocol', 'dns', 'init', 'monitor'];
const WARNINGS = ['-Wall', '-Wextra', '-Werror', '-Wshadow', '-Wno-unused-parameter'];
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'];
const FLAGS = ['-std=c++20', '-g1', '-O1', ...SANITIZERS, ...WARNINGS, '-iquote', native];

/** Files of the folders with one of the suffixes. */
function listed(folders, ...suffixes) {
  return folders
    .map((folder) => join(native, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => suffixes.some((suffix) => path.endsWith(suffix)))
    .sort();
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Any changed header makes all objects old: which of them it matters to would take longer to find out than to rebuild. */
const headersChanged = Math.max(...listed(['test', ...FOLDERS], '.h', '.def').map(modified));

/** @returns false when the program fails; its output goes to ours */
function succeeds(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: root });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function must(program, args) {
  if (!(await succeeds(program, args))) process.exit(1);
}

async function compile(source) {
  const object = join(output, `${source.slice(native.length + 1).replaceAll('/', '_')}.o`);
  if (modified(object) <= Math.max(modified(source), headersChanged)) {
    await must('g++', [...FLAGS, '-c', source, '-o', object]);
  }
  return object;
}

/** Compiles in as many processes at once as there are processors. */
async function compileAll(sources) {
  const queue = [...sources];
  const objects = [];
  const worker = async () => {
    for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
      objects.push(await compile(source));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return objects;
}

const [wanted = ''] = process.argv.slice(2);
const tests = listed(['test'], '_test.cc', '_fuzz.cc').filter((path) => basename(path).includes(wanted));
mkdirSync(output, { recursive: true });

const library = join(output, 'native.a');
const sources = listed(FOLDERS, '.cc').filter((path) => !path.endsWith('monitor/main.cc'));
const objects = await compileAll(sources);
rmSync(library, { force: true });
await must('ar', ['rcs', library, ...objects]);

const failed = [];
for (const test of tests) {
  const program = join(output, basename(test, '.cc'));
  const [object] = await compileAll([test]);
  await must('g++', [...SANITIZERS, object, library, '-ldl', '-pthread', '-o', program]);
  const passed = await succeeds(program, []);
  process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${basename(test, '.cc')}\n`);
  if (!passed) failed.push(test);
}
process.exit(failed.length === 0 ? 0 : 1);
