import { expect, it } from 'vitest';
import { plainProjects } from './support/plain-projects.js';
import { namesOf } from './support/run-case.js';

it('is told at a glance for nearly all projects, and then it is the one that reading them gives', () => {
  const names = plainProjects().map((project) => ({ project: project.name, ...namesOf(project) }));
  const told = names.filter(({ glanced }) => glanced !== undefined);
  expect(told.filter(({ glanced, loaded }) => glanced !== loaded)).toEqual([]);
  expect(told.length / names.length).toBeGreaterThan(0.9);
});
