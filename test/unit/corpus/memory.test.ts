import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StackMemory } from '../../../src/local/stack-memory/stack-memory.js';
import { loadStack } from '../../../src/stackfile/load-stack.js';
import type { ResolvedStack, StackRequest } from '../../../src/stackfile/request.js';
import { plainProjects } from './support/plain-projects.js';
import { requestOf } from './support/run-case.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tscompose-memory-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

it('gives every project as reading it does, to the last key', async () => {
  const memory = new StackMemory(directory, 'test');
  let loads = 0;
  const load = async (request: StackRequest) => {
    loads += 1;
    return loadStack(request);
  };
  const projects = plainProjects();
  for (const project of projects) {
    const request = requestOf(project);
    const read = await memory.resolve(request, load);
    expect(text(await memory.resolve(request, load)), project.name).toBe(text(read));
  }
  expect(loads).toBe(projects.length);
});

function text({ stack, origin, warnings, unsupported }: ResolvedStack): string {
  return JSON.stringify({ stack, origin, warnings, unsupported });
}
