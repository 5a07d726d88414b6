import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCases } from '../../corpus/cases.mjs';
import { namesOf } from './support/run-case.js';

/** Those that a plain `config` reads. */
const projects = readCases().filter(
  ({ folder, globals, flags, stdin }) =>
    existsSync(join(folder, 'expected.json')) && [...globals, ...flags].length === 0 && stdin === undefined,
);

it('is told at a glance for nearly all projects, and then it is the one that reading them gives', () => {
  const names = projects.map((project) => ({ project: project.name, ...namesOf(project) }));
  const told = names.filter(({ glanced }) => glanced !== undefined);
  expect(told.filter(({ glanced, loaded }) => glanced !== loaded)).toEqual([]);
  expect(told.length / names.length).toBeGreaterThan(0.9);
});
