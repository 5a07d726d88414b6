import { expect, it } from 'vitest';
import { addScale, parseScales, scaleServices } from '../../../../src/cli/session/scale-services.js';
import { needs, service, stack } from '../../lowering/stacks.js';

const FILE = stack({
  web: service({ depends_on: needs('db', 'service_started'), scale: 3 }),
  db: service(),
  other: service(),
});

it('lets the last number for a service count', () => {
  expect([...addScale('web=0', addScale('web=5', new Map()))]).toEqual([['web', 0]]);
});

it.each(['web', 'web=', '=2', 'web=x', 'web=-1', 'web=1=2', 'web=1.5', 'web=1000000'])(
  'refuses %s',
  (text) => {
    expect(() => addScale(text, new Map())).toThrow(
      `invalid --scale option "${text}". Should be SERVICE=NUM`,
    );
    expect(() => parseScales([text])).toThrow(`invalid scale specifier: ${text}`);
  },
);

it('overrules the file for the services that are named', () => {
  const { services } = scaleServices(FILE, parseScales(['web=1', 'db=2']), []);
  expect([services.web?.scale, services.db?.scale, services.other]).toEqual([1, 2, FILE.services.other]);
});

it('refuses services that the stack does not have, or the command does not start', () => {
  expect(() => scaleServices(FILE, parseScales(['dbb=2']), [])).toThrow('no such service: dbb');
  expect(scaleServices(FILE, parseScales(['db=2']), ['web']).services.db?.scale).toBe(2);
  expect(() => scaleServices(FILE, parseScales(['other=2']), ['web'])).toThrow(
    'cannot scale other: this command does not start it',
  );
});
