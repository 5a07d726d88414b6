import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CorpusCase, NEUTRAL_ROOT, readCases } from '../../corpus/cases.mjs';
import { runCase } from './support/run-case.js';

/** What Compose's canonical form does not say, or says in a way that cannot be read back; checked with Compose itself. */
const ONE_WAY: Readonly<Record<string, string>> = {
  'paths/empty-build-context':
    'a context without a path is printed without one, which means the directory of the file',
  'interpolation/dollars': 'dollars of keys are printed doubled, but keys are not interpolated',
  'interpolation/keys-are-not-interpolated': 'dollars of keys',
  'yaml/dollar-in-extension-key': 'dollars of keys',
  'models/attributes': 'top-level models are not printed',
  'projects/local-ai': 'top-level models',
  'service/models-list': 'top-level models',
  'service/models-map': 'top-level models',
  'profiles/dependency-out-of-profile-not-required': 'the dependency stays, the service does not',
  'projects/gitlab': 'a limit of 0 is printed as an empty map',
  'service/ulimits': 'a limit of 0',
  'service/blkio-config': 'keys of devices are capitalised',
  'service/byte-size-forms': 'an unlimited size is the text "-1"',
  'service/environment-key-with-space': 'a variable without a name',
};

/** Accepted, called without arguments, and with a file of the usual name. */
const plain = readCases().filter(
  ({ name, folder, globals, flags, directory }) =>
    [...globals, ...flags].length === 0 &&
    directory === '.' &&
    ['compose.yaml', 'expected.json'].every((file) => existsSync(join(folder, file))) &&
    !['compose.override.yaml', 'compose.override.yml'].some((file) => existsSync(join(folder, file))) &&
    !(name in ONE_WAY),
);

describe.each(['json', 'yaml'])('a stack printed as %s', (format) => {
  it.each(plain)('is read back as itself: $name', async (project) => {
    const first = await printed(project, format);
    const again = await printed(project, format, {
      [`${NEUTRAL_ROOT}/${project.name}/compose.yaml`]: first,
    });
    expect(again).toEqual(first);
  });
});

describe('merging a file that says nothing', () => {
  it.each(plain)('changes nothing: $name', async (project) => {
    const nothing = { [`${NEUTRAL_ROOT}/${project.name}/nothing.yaml`]: 'services: {}\n' };
    const argv = ['-f', 'compose.yaml', '-f', 'nothing.yaml', 'config', '--format', 'json'];
    const { stdout } = await runCase(project, { files: nothing, argv });
    expect(stdout).toEqual(await printed(project, 'json'));
  });
});

async function printed(project: CorpusCase, format: string, files: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await runCase(project, {
    files,
    argv: ['config', '--format', format],
  });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return stdout;
}
