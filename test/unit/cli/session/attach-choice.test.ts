import { expect, it } from 'vitest';
import { type AttachWishes, chooseAttached } from '../../../../src/cli/session/attach-choice.js';
import { needs, service, stack } from '../../lowering/stacks.js';

const FILE = stack({
  web: service({ depends_on: needs('db', 'service_started') }),
  db: service(),
  quiet: service({ attach: false }),
});

function choose(selected: readonly string[], wishes: Partial<AttachWishes> = {}) {
  const { shown, followed } = chooseAttached(FILE, selected, {
    attach: [],
    noAttach: [],
    deps: true,
    ...wishes,
  });
  return `${shown.join(' ')} / ${followed.join(' ')}`;
}

it('shows and follows all but those that the file keeps quiet', () => {
  expect(choose([])).toBe('db web / db web');
});

it('shows what was named, with dependencies when asked', () => {
  expect(choose(['web'])).toBe('web / web');
  expect(choose(['web'], { attachDependencies: true })).toBe('db web / web');
  expect(choose(['quiet'])).toBe(' / quiet');
});

it('shows only what --attach says, also what the file keeps quiet', () => {
  expect(choose([], { attach: ['quiet'] })).toBe('quiet / quiet');
  expect(choose(['web'], { attach: ['db'] })).toBe('db / web');
});

it('leaves out what --no-attach says', () => {
  expect(choose([], { noAttach: ['db'] })).toBe('web / web');
  expect(choose(['web', 'quiet'], { noAttach: ['web'] })).toBe(' / quiet web');
});

it('follows everything when nothing is shown', () => {
  expect(choose([], { noAttach: ['db', 'web'] })).toBe(' / db quiet web');
});

it('follows the service whose exit code counts', () => {
  expect(choose(['web'], { exitCodeFrom: 'db' })).toBe('web / db web');
  expect(choose([], { exitCodeFrom: 'quiet' })).toBe('db web / db quiet web');
});

it('refuses services that the command does not start', () => {
  const message = 'cannot attach to services not included in up: ';
  expect(() => choose([], { attach: ['wep', 'none'] })).toThrow(`${message}wep, none`);
  expect(() => choose(['db'], { attach: ['web'] })).toThrow(`${message}web`);
  expect(() => choose(['web'], { attach: ['db'], deps: false })).toThrow(`${message}db`);
  expect(() => choose([], { noAttach: ['wep'] })).toThrow('no such service: wep');
  expect(() => choose(['db'], { exitCodeFrom: 'web' })).toThrow('no such service: web');
});
