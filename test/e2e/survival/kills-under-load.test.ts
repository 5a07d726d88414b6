import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ps } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { findLeaks } from '../support/leaks.js';
import { Random } from '../support/random.js';
import { Sandbox } from '../support/sandbox.js';
import { Killer } from './support/killer.js';
import { Load } from './support/load.js';
import { doublyAssigned, monitorsOf } from './support/observed.js';

const SEED = Number(process.env.TSCOMPOSE_TEST_SEED ?? 20261121);
const KILLS = Number(process.env.TSCOMPOSE_TEST_KILLS ?? 200);
/** Kills between two moments of rest, in which everything has to be as it should. */
const KILLS_AT_A_STRETCH = 40;
/** Longest pause between two kills, milliseconds. */
const PAUSE_MS = 200;

const SERVICES = ['db', 'late', 'web', 'writer'];
const STACK = `
name: demo
services:
  db:
    image: tscompose/hello
    command: [serve, --port, "5432"]
    volumes: [data:/data]
    restart: unless-stopped
    healthcheck: {test: [CMD, /hello, get, "http://localhost:5432/"], interval: 1s}
  web:
    image: tscompose/hello
    command: [serve]
    ports: ["127.0.0.1::80", "127.0.0.1::53/udp"]
    networks: [front, back]
    restart: always
  writer: {image: tscompose/hello, command: [write-lines, "1000000", "20", --every, "5"], networks: [back], restart: on-failure}
  late: {image: tscompose/hello, command: [trap], stop_grace_period: 0s, restart: always, depends_on: {db: {condition: service_healthy}}}
networks: {front: {}, back: {}}
volumes: {data: {}}
`;

/** What should run does, once, with addresses of its own. */
async function checkRunning(sandbox: Sandbox, history: readonly string[]): Promise<void> {
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect({ history, code, stderr: code === 0 ? '' : stderr }).toEqual({ history, code: 0, stderr: '' });
  await eventually(`all run, after ${history.join('; ')}`, async () => {
    const rows = await ps(sandbox);
    return rows.length === SERVICES.length && rows.every(({ State }) => State === 'running');
  });
  expect((await ps(sandbox)).map(({ Service }) => Service).sort()).toEqual(SERVICES);
  await eventually(
    `one monitor for each container, after ${history.join('; ')}`,
    async () => (await monitorsOf(sandbox.root)).length === SERVICES.length,
  );
  expect({ history, doubly: await doublyAssigned(sandbox.root) }).toEqual({ history, doubly: [] });
}

async function logOf(sandbox: Sandbox): Promise<string> {
  const { stdout } = await sandbox.ok(['logs', '--no-log-prefix', 'writer']);
  return stdout.slice(0, stdout.lastIndexOf('\n') + 1);
}

/** Each run of the writer counts from 1 without a gap; the last line of one that was killed may be cut. */
function gaps(log: string): readonly string[] {
  const numbers = log
    .split('\n')
    .slice(0, -1)
    .map((line) => Number.parseInt(line, 10));
  return numbers.flatMap((number, index) => {
    const before = numbers[index - 1] ?? 0;
    return number === before + 1 || number === 1 ? [] : [`${before} is followed by ${number}`];
  });
}

it(`keeps its promises over ${KILLS} kills of anybody under load (seed ${SEED})`, async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  const random = new Random(SEED);
  for (let done = 0; done < KILLS; done += KILLS_AT_A_STRETCH) {
    const load = new Load(sandbox, random);
    const killer = new Killer(sandbox, random, load);
    const history: string[] = [];
    try {
      while (history.length < KILLS_AT_A_STRETCH) {
        await delay(random.below(PAUSE_MS));
        history.push(await killer.kill());
      }
    } finally {
      await load.end();
    }
    const { complaints } = load;
    expect({ history, complaints }).toEqual({ history, complaints: [] });
    await checkRunning(sandbox, history);
    const log = await logOf(sandbox);
    expect({ history, gaps: gaps(log) }).toEqual({ history, gaps: [] });
    await killer.killAll();
    await checkRunning(sandbox, history);
    expect((await logOf(sandbox)).startsWith(log)).toBe(true);
    const down = await sandbox.run(['down', '-v', '-t', '0']);
    expect({ history, code: down.code, stderr: down.code === 0 ? '' : down.stderr }).toEqual({
      history,
      code: 0,
      stderr: '',
    });
    const left = (await findLeaks(sandbox.root)).filter((line) => /^(mount|link|file):/.test(line));
    expect({ history, left }).toEqual({ history, left: [] });
  }
}, 600_000);
