import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCases } from '../../corpus/cases.mjs';
import { differences } from './support/compare-case.js';
import { deviations } from './support/deviations.js';

const cases = readCases();

describe('the corpus', () => {
  it('has a recording for every project, and lists only projects that exist', () => {
    const unrecorded = cases.filter(
      ({ folder }) =>
        !['expected.json', 'expected.txt', 'refused.txt'].some((file) => existsSync(join(folder, file))),
    );
    expect(unrecorded.map(({ name }) => name)).toEqual([]);
    const names = cases.map(({ name }) => name);
    expect(Object.keys(deviations).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('a project as Docker Compose 2.40 sees it', () => {
  for (const project of cases) {
    const reason = deviations[project.name];
    if (reason === undefined) {
      it(project.name, async () => expect(await differences(project)).toEqual([]));
    } else {
      it(`${project.name}, otherwise on purpose: ${reason}`, async () =>
        expect(await differences(project), 'nothing differs any more').not.toEqual([]));
    }
  }
});
