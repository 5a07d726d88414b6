import { expect, it } from 'vitest';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import type { Service } from '../../../src/model/service.js';
import type { Situation } from '../../../src/reconcile/observed-stack.js';
import { planUp } from '../../../src/reconcile/plan-up.js';
import type { ObservedContainer } from '../../../src/spec/container.js';
import { needs, ORIGIN, service, stack } from '../lowering/stacks.js';
import { NOTHING, reached, UP_DEFAULTS, upText } from './situations.js';

const web = (scale: number, rest: Partial<Service> = {}) => stack({ web: service({ scale, ...rest }) });

/** What there is of one situation, of another without what bears these names. */
function without(situation: Situation, ...names: readonly string[]): Situation {
  const { containers, ...rest } = situation.observation;
  const left = containers.filter(({ spec }) => !names.includes(spec.name));
  return { ...situation, observation: { ...rest, containers: left } };
}

function replaced(situation: Situation, name: string, by: Situation): Situation {
  const other = by.observation.containers.filter(({ spec }) => spec.name === name);
  const { observation } = without(situation, name);
  return { ...situation, observation: { ...observation, containers: [...observation.containers, ...other] } };
}

/** `stop demo-web-3` and the like, with everything else left out. */
function steps(text: string): readonly string[] {
  return [...text.matchAll(/^\d+\. (create|recreate|stop|start) container (\S+):/gm)].map(
    ([, verb, name]) => `${verb} ${name}`,
  );
}

it('makes as many as the file says, by scale or by deploy.replicas', () => {
  expect(steps(upText(web(2), NOTHING))).toEqual([
    'create demo-web-1',
    'create demo-web-2',
    'start demo-web-1',
    'start demo-web-2',
  ]);
  const deployed = stack({ web: service({ deploy: { replicas: 2, resources: {}, placement: {} } }) });
  expect(upText(deployed, NOTHING)).toBe(upText(web(2), NOTHING));
  expect(upText(web(0), { ...NOTHING, observation: reached(web(0)).observation })).toBe('');
});

it('leaves those alone that are there when there are to be more, and numbers on', () => {
  expect(steps(upText(web(3), reached(web(2))))).toEqual(['create demo-web-3', 'start demo-web-3']);
});

it('keeps a hole among the numbers, as Docker Compose does', () => {
  const hole = without(reached(web(3)), 'demo-web-2');
  expect(upText(web(2), hole)).toBe('');
  expect(steps(upText(web(3), hole))).toEqual(['create demo-web-4', 'start demo-web-4']);
});

it('takes away from the top', () => {
  expect(upText(web(1), reached(web(3)))).toMatchInlineSnapshot(`
    "1. stop container demo-web-2: more replicas than asked for
    2. stop container demo-web-3: more replicas than asked for
    3. remove container demo-web-2: more replicas than asked for [after 1]
    4. remove container demo-web-3: more replicas than asked for [after 2]
    "
  `);
});

it('takes away what is outdated before what bears a high number', () => {
  const mixed = replaced(reached(web(3)), 'demo-web-1', reached(web(3, { user: 'old' })));
  expect(steps(upText(web(2), mixed))).toEqual(['stop demo-web-1']);
});

it('replaces each one that stays when the service changed, and none that goes', () => {
  expect(steps(upText(web(2, { user: 'new' }), reached(web(3))))).toEqual([
    'stop demo-web-1',
    'stop demo-web-2',
    'stop demo-web-3',
    'recreate demo-web-1',
    'recreate demo-web-2',
    'start demo-web-1',
    'start demo-web-2',
  ]);
});

it('hands each replica the anonymous volumes of its predecessor', () => {
  const adapt = ({ spec }: ObservedContainer) => ({ anonymousVolumes: { '/data': `of-${spec.name}` } });
  const desired = lowerStack(web(2, { user: 'new' }), ORIGIN, []);
  const { nodes } = planUp(desired, reached(web(2), adapt), UP_DEFAULTS);
  const made = nodes.flatMap(({ step }) =>
    step.kind === 'create-container' ? [[step.name, step.takeOver]] : [],
  );
  expect(made).toEqual([
    ['demo-web-1', { '/data': 'of-demo-web-1' }],
    ['demo-web-2', { '/data': 'of-demo-web-2' }],
  ]);
});

it('lets a dependent wait for all replicas, and for none where there are none', () => {
  const file = (scale: number) =>
    stack({ web: service({ depends_on: needs('db', 'service_healthy') }), db: service({ scale }) });
  const text = upText(file(2), NOTHING);
  expect(text).toContain('wait until container demo-db-1 is healthy: web needs it');
  expect(text).toContain('wait until container demo-db-2 is healthy: web needs it');
  expect(upText(file(0), NOTHING)).not.toContain('wait until');
});

it('starts replicas with host ports one after another, and warns when there are too few', () => {
  const port = (published: string) =>
    web(3, { ports: [{ mode: 'ingress', target: 80, protocol: 'tcp', published }] });
  const ranged = upText(port('8000-8010'), NOTHING);
  expect(ranged).toMatch(/(\d+)\. start container demo-web-2: missing \[after .*\b\d+\]/);
  const number = /(\d+)\. start container demo-web-2/.exec(ranged)?.[1];
  expect(/start container demo-web-3: missing (.*)/.exec(ranged)?.[1]).toContain(`${number}`);
  expect(ranged).not.toContain('warning');
  expect(upText(port('8000'), NOTHING)).toContain(
    'warning: service web is to have 3 containers, but only one can have host port 8000; publish a range such as "8000-8002:80", or no host port',
  );
  expect(upText(port('8000-8001'), NOTHING)).toContain('but ports 8000-8001 are only 2;');
});

it('refuses more containers than can be', () => {
  expect(() => upText(web(10_001), NOTHING)).toThrow(
    'service "web" cannot have 10001 containers: 10000 are the most',
  );
});

it('refuses one name for several containers', () => {
  expect(() => upText(web(2, { container_name: 'front' }), NOTHING)).toThrow(
    'service "web" cannot have 2 containers: the name "front" is that of one; leave container_name out',
  );
  expect(steps(upText(web(1, { container_name: 'front' }), NOTHING))).toEqual([
    'create front',
    'start front',
  ]);
});
