import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runningContainers } from '../support/containers.js';
import { findLeaks } from '../support/leaks.js';
import { Random } from '../support/random.js';
import type { Running } from '../support/sandbox.js';
import { Sandbox } from '../support/sandbox.js';

const SEED = Number(process.env.TSCOMPOSE_TEST_SEED ?? 20261121);
const ROUNDS = Number(process.env.TSCOMPOSE_TEST_ROUNDS ?? 10);
/** Milliseconds within which an operation is well under way, on a fast machine and on a slow one. */
const MOMENTS = [60, 250, 1000];

const STACK = `
name: demo
services:
  db:
    image: tscompose/hello
    command: [serve, --port, "5432"]
    volumes: [data:/data]
    healthcheck: {test: [CMD, /hello, get, "http://localhost:5432/"], interval: 1s}
  web:
    image: tscompose/hello
    command: [serve]
    ports: ["127.0.0.1::80", "127.0.0.1::53/udp"]
    networks: [front, back]
    restart: always
  worker: {image: tscompose/hello, command: [sleep], networks: [back], volumes: [/scratch]}
  late: {image: tscompose/hello, command: [trap], depends_on: {db: {condition: service_healthy}}}
networks: {front: {}, back: {}}
volumes: {data: {}}
`;

/** SIGKILL to the engine, or to a monitor or the init of some container, whichever is there at that moment. */
async function killSomebody(
  sandbox: Sandbox,
  enginePid: number | undefined,
  random: Random,
): Promise<string> {
  const containers = [...(await runningContainers(sandbox.root))];
  const victims = [
    ...(enginePid === undefined ? [] : [{ name: 'engine', pid: enginePid }]),
    ...containers.flatMap(([name, { init, monitor }]) => [
      { name: `monitor of ${name}`, pid: monitor },
      { name: `init of ${name}`, pid: init },
    ]),
  ];
  // The engine is one of up to nine: it shall not be spared for that.
  const victim = random.next() < 0.4 ? victims[0] : random.pick(victims);
  if (victim === undefined) return 'nobody';
  try {
    process.kill(victim.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  return victim.name;
}

async function disturb(sandbox: Sandbox, random: Random, operation: () => Running): Promise<string> {
  const engine = await sandbox.enginePid();
  const moment = random.below(random.pick(MOMENTS) ?? 0);
  const running = operation();
  await delay(moment);
  const victim = await killSomebody(sandbox, engine, random);
  const { code, stderr } = await running.ended;
  if (code !== 0) expect(stderr).not.toBe('');
  expect(stderr).not.toMatch(/defect of tscompose/);
  return `${victim} at ${moment} ms, exit code ${code}`;
}

/** What a stack may leave neither while an engine runs. */
async function leftOfStack(sandbox: Sandbox): Promise<readonly string[]> {
  return (await findLeaks(sandbox.root)).filter((line) => /^(mount|link|file):/.test(line));
}

it.each(['up', 'down'])(`leaves nothing when somebody is killed during %s (seed ${SEED})`, async (during) => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  const random = new Random(SEED);
  const history: string[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    if (during === 'up') {
      history.push(await disturb(sandbox, random, () => sandbox.start(['up', '-d'])));
    } else {
      await sandbox.ok(['up', '-d']);
      history.push(await disturb(sandbox, random, () => sandbox.start(['down', '-v', '-t', '0'])));
    }
    const { code, stderr } = await sandbox.run(['down', '-v', '-t', '0']);
    expect({ code, history, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, history, stderr: '' });
    expect({ history, left: await leftOfStack(sandbox) }).toEqual({ history, left: [] });
  }
});
