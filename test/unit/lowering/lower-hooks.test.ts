import { expect, it } from 'vitest';
import { lowerHooks } from '../../../src/lowering/lower-hooks.js';
import type { Service } from '../../../src/model/service.js';

const PATH = ['services', 'web'];
const lower = (service: Partial<Service>) =>
  lowerHooks({ command: null, entrypoint: null, ...service }, PATH);

it('hooks are lowered in their order, with what they ask for', () => {
  expect(lower({})).toEqual({});
  expect(
    lower({
      post_start: [
        { command: ['one'], user: 'root', working_dir: '/srv', environment: { A: '1', GONE: null } },
        { command: ['two'] },
      ],
      pre_stop: [{ command: ['three'] }],
    }),
  ).toEqual({
    postStart: [
      { args: ['one'], env: ['A=1'], user: 'root', workingDir: '/srv' },
      { args: ['two'], env: [] },
    ],
    preStop: [{ args: ['three'], env: [] }],
  });
});

it('a hook without a command is refused at its place', () => {
  let thrown: unknown;
  try {
    lower({ pre_stop: [{ command: ['x'] }, { command: null }] });
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ details: { path: [...PATH, 'pre_stop', 1] } });
});
