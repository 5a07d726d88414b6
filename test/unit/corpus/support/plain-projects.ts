import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CorpusCase, readCases } from '../../../corpus/cases.mjs';

/** The projects that a plain `config` reads. */
export function plainProjects(): readonly CorpusCase[] {
  return readCases().filter(
    ({ folder, globals, flags, stdin }) =>
      existsSync(join(folder, 'expected.json')) && [...globals, ...flags].length === 0 && stdin === undefined,
  );
}
