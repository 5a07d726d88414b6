import { expect, it } from 'vitest';
import { ps } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { findLeaks } from '../support/leaks.js';
import { Random } from '../support/random.js';
import { Sandbox } from '../support/sandbox.js';
import { doublyAssigned, monitorsOf } from './support/observed.js';

const SEED = Number(process.env.TSCOMPOSE_TEST_SEED ?? 20261121);
const CLIENTS = 6;
/** Commands of each client between two moments of rest. */
const COMMANDS = 6;
const ROUNDS = 2;

const STACK = `
services:
  db:
    image: tscompose/hello
    command: [serve, --port, "5432"]
    volumes: [data:/data, /scratch]
    stop_grace_period: 0s
    healthcheck: {test: [CMD, /hello, get, "http://localhost:5432/"], interval: 1s}
  web:
    image: tscompose/hello
    command: [serve]
    ports: ["127.0.0.1::80"]
    restart: always
    stop_grace_period: 0s
    depends_on: {db: {condition: service_healthy, restart: true}}
  job: {image: tscompose/hello, command: [echo, done]}
  last: {image: tscompose/hello, command: [sleep], stop_grace_period: 0s, depends_on: {job: {condition: service_completed_successfully}}}
volumes: {data: }
`;

function anyCommand(random: Random): readonly string[] {
  const count = 1 + random.below(3);
  const commands: readonly (readonly string[])[] = [
    ['up', '-d'],
    ['up', '-d', '--wait'],
    ['up', '-d', '--scale', `web=${count}`],
    ['up', '-d', '--force-recreate', '-V'],
    ['scale', `web=${count}`],
    ['restart'],
    ['restart', 'db'],
    ['stop', 'web'],
    ['start'],
    ['kill'],
    ['kill', '-s', 'TERM', 'web'],
    // Not what others wait for to become healthy: that would stand still with it.
    ['pause', 'last'],
    ['unpause', 'last'],
    ['rm', '-f', '-s', 'last'],
    ['down', '-v'],
    ['exec', '-T', 'web', '/hello', 'echo', 'x'],
    ['ps', '-a'],
  ];
  return random.pick(commands) ?? [];
}

it.each([
  ['one stack', ['one']],
  ['two stacks', ['one', 'two']],
])(`keeps order among ${CLIENTS} clients that all change %s (seed ${SEED})`, async (_, names) => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  const random = new Random(SEED);
  for (let round = 0; round < ROUNDS; round += 1) {
    // Drawn beforehand: what is done depends on the seed alone, only its order on chance.
    const clients = Array.from({ length: CLIENTS }, () =>
      Array.from({ length: COMMANDS }, () => ['-p', random.pick(names) ?? '', ...anyCommand(random)]),
    );
    const complaints: string[] = [];
    const history: string[] = [];
    await Promise.all(
      clients.map(async (commands) => {
        for (const command of commands) {
          const { code, stderr } = await sandbox.run(command);
          history.push(`${command.join(' ')}: ${code}`);
          const isMute = code !== 0 && stderr.trim() === '';
          if (isMute || /defect of tscompose/.test(stderr))
            complaints.push(`${command.join(' ')}: ${stderr}`);
        }
      }),
    );
    expect({ history, complaints }).toMatchObject({ complaints: [] });
    for (const name of names) {
      await sandbox.run(['-p', name, 'unpause']);
      const { code, stderr } = await sandbox.run(['-p', name, 'up', '-d', '--wait']);
      expect({ history, code, stderr: code === 0 ? '' : stderr }).toMatchObject({ code: 0, stderr: '' });
      const rows = (await ps(sandbox, '-p', name)).map(({ Service, State }) => `${Service} ${State}`);
      expect({ history, rows: rows.sort() }).toMatchObject({
        rows: ['db running', 'job exited', 'last running', 'web running'],
      });
      expect((await sandbox.run(['-p', name, 'plan'])).code).toBe(0);
    }
    expect({ history, doubly: await doublyAssigned(sandbox.root) }).toMatchObject({ doubly: [] });
    await eventually(
      'one monitor for each container',
      async () => (await monitorsOf(sandbox.root)).length === names.length * 3,
    );
    for (const name of names) await sandbox.ok(['-p', name, 'down', '-v']);
    const left = (await findLeaks(sandbox.root)).filter((line) => /^(mount|link|file):/.test(line));
    expect({ history, left }).toMatchObject({ left: [] });
  }
});
