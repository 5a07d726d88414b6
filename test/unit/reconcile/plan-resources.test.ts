import { expect, it } from 'vitest';
import { service, stack } from '../lowering/stacks.js';
import { NOTHING, reached, upText } from './situations.js';

const FILE = stack({ web: service(), db: service() });

function withSubnet(subnet: string) {
  return stack(FILE.services, {
    networks: { default: { name: 'demo_default', ipam: { config: [{ subnet }] } } },
  });
}

it('makes a changed network anew, with every container on it', () => {
  expect(upText(withSubnet('10.9.0.0/24'), reached(FILE))).toMatchInlineSnapshot(`
    "1. stop container demo-db-1: network demo_default is made anew
    2. stop container demo-web-1: network demo_default is made anew
    3. remove container demo-db-1: network demo_default is made anew [after 1]
    4. remove container demo-web-1: network demo_default is made anew [after 2]
    5. remove network demo_default: subnet: none → 10.9.0.0/24 [after 3, 4]
    6. create network demo_default: subnet: none → 10.9.0.0/24 [after 5]
    7. recreate container demo-db-1: network demo_default is made anew [after 3, 6]
    8. recreate container demo-web-1: network demo_default is made anew [after 4, 6]
    9. start container demo-db-1: network demo_default is made anew [after 6, 7]
    10. start container demo-web-1: network demo_default is made anew [after 6, 8]
    "
  `);
});

it('refuses to replace a network that a container outside of the command is on', () => {
  expect(() => upText(withSubnet('10.9.0.0/24'), reached(FILE), {}, ['web'])).toThrow(
    'network demo_default changed, but demo-db-1 is on it and not part of this command',
  );
});

it('takes an external network or volume as it is, and never makes one', () => {
  const external = stack(
    { web: service({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] }) },
    {
      networks: { default: { name: 'shared', external: true, ipam: {} } },
      volumes: { data: { name: 'kept', external: true } },
    },
  );
  expect(upText(external, reached(external))).toBe('');
  expect(() => upText(external, NOTHING)).toThrow(
    expect.objectContaining({
      code: 'NETWORK',
      message: 'network shared is declared external, but does not exist',
    }),
  );
  const { networks } = reached(external).observation;
  const observation = { ...NOTHING.observation, networks };
  expect(() => upText(external, { ...NOTHING, observation })).toThrow(
    expect.objectContaining({
      code: 'VOLUME',
      message: 'volume kept is declared external, but does not exist',
    }),
  );
});

it('refuses a network of the same name that belongs to another stack', () => {
  const other = { ...FILE, name: 'other' };
  const { networks } = reached(other).observation;
  const situation = { ...NOTHING, observation: { ...NOTHING.observation, networks } };
  expect(() => upText(FILE, situation)).toThrow('network demo_default exists and belongs to stack other');
});

it('keeps a foreign volume of the same name, with a warning', () => {
  const file = stack(
    { web: service({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] }) },
    { volumes: { data: { name: 'data' } } },
  );
  const state = reached(file);
  const volumes = state.observation.volumes.map((volume) => ({
    ...volume,
    spec: { name: 'data', labels: {} },
  }));
  expect(upText(file, { ...state, observation: { ...state.observation, volumes } })).toBe(
    'warning: volume data exists and was not made for this stack; set "external: true" if that is meant\n',
  );
});
