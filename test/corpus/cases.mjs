import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECTS = fileURLToPath(new URL('projects/', import.meta.url));

/** Where the recordings say that the projects stand: `/corpus/SUBJECT/BEHAVIOUR`. */
export const NEUTRAL_ROOT = '/corpus';

/** The caller's environment where a case does not add to it. */
export const HOME = '/home/me';

const KEYS = ['globals', 'flags', 'environment', 'directory', 'stdin'];

/** All projects of the corpus in order of name, as case.json describes them. */
export function readCases() {
  return foldersOf(PROJECTS).flatMap((subject) =>
    foldersOf(join(PROJECTS, subject)).map((behaviour) => readCase(`${subject}/${behaviour}`)),
  );
}

function readCase(name) {
  const folder = join(PROJECTS, name);
  const file = join(folder, 'case.json');
  const written = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const unknown = Object.keys(written).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`${file}: unknown key ${unknown}`);
  const { globals = [], flags = [], environment = {}, directory = '.', stdin } = written;
  return { name, folder, globals, flags, environment, directory, stdin };
}

function foldersOf(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
