import { expect, it } from 'vitest';
import { headlines, load, service } from '../support/load.js';

it('points at the value, or at the key, that is wrong', () => {
  expect(headlines(service('x-ready:', '  tcp: 99999', '  intervall: 1s'))).toEqual([
    'stack.yml:5:12: services.web.x-ready.tcp: has to be a whole number from 1 to 65535',
    expect.stringMatching(/^stack\.yml:6:7: services\.web\.x-ready\.intervall: unknown key; known are tcp,/),
  ]);
});

it('gives the engine the check, and stands beside a disabled health check', () => {
  const { stack } = load(service('x-ready: {tcp: 5432}', 'healthcheck: {disable: true}'));
  expect(stack.services.web?.['x-ready']).toEqual({ tcp: 5432 });
});

it('leaves other extensions of services out of what the engine gets', () => {
  const { stack } = load(service('x-ready: {log: "$${up}"}', 'x-other: 1'));
  expect(Object.keys(stack.services.web ?? {})).not.toContain('x-other');
  expect(stack.services.web?.['x-ready']).toEqual({ log: '${up}' });
});
