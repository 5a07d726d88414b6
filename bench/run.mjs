// npm run bench -- [options]: compares tscompose with Docker Compose, both in one run, one after the other at every step.
//   --peer 'CMD PREFIX'   the other program (BENCH_PEER; default: docker compose)
//   --peer-dir DIR        where its stack files are written (BENCH_PEER_DIR; default: a temporary directory)
//   --peer-sees DIR       the same directory as the peer sees it (BENCH_PEER_SEES; default: --peer-dir)
//   --no-peer             measure tscompose alone
//   --image REF           image of every service; both must have it (default: busybox:1.35)
//   --archive FILE        archive that tscompose loads the image from first
//   --scenario NAME       services: idle ones, up and down (default); chain: each waits for the health of the one before it
//   --sizes 1,10,50       numbers of services (chain: 10)
//   --rounds N            measurements of each kind (default: 5)
//   --settle MS           pause before each step that makes or removes containers (default: 2000): kernels and Docker go on
//                         tearing down network namespaces after the command, and the next one should not pay for that
//   --json FILE           also write every single measurement there
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { engineMemory, peerMemory } from './memory.mjs';
import { mountRuntime, ownProgram, peerProgram, runQuiet, timed, unmountRuntime } from './programs.mjs';
import { reportMemory, reportTimes } from './report.mjs';
import { writeChain, writeStack } from './stacks.mjs';

const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', default: process.env.BENCH_PEER ?? 'docker compose' },
    'peer-dir': { type: 'string', default: process.env.BENCH_PEER_DIR },
    'peer-sees': { type: 'string', default: process.env.BENCH_PEER_SEES },
    'no-peer': { type: 'boolean', default: false },
    image: { type: 'string', default: 'busybox:1.35' },
    archive: { type: 'string' },
    scenario: { type: 'string', default: 'services' },
    sizes: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    settle: { type: 'string', default: '2000' },
    json: { type: 'string' },
  },
});

const SCENARIOS = {
  services: { measure: measureSize, sizes: '1,10,50' },
  chain: { measure: measureChain, sizes: '10' },
};
const scenario = SCENARIOS[options.scenario];
if (scenario === undefined) throw new Error(`--scenario is one of ${Object.keys(SCENARIOS).join(', ')}`);
const { measure } = scenario;
const sizes = (options.sizes ?? scenario.sizes).split(',').map(Number);

const base = mkdtempSync(join(tmpdir(), 'tscb-'));
const own = ownProgram(base);
const programs = options['no-peer'] ? [own] : [own, peerProgram(options, base)];
const CHANGING = new Set(['up', 'down', 'run']);
const samples = [];
const memory = [];

// Without a handler a signal would leave stacks, mount and engine behind.
let signal;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => (signal = name));

try {
  prepare();
  for (const size of sizes) await measure(size);
} finally {
  for (const program of programs)
    program.stacks.forEach((stack) => {
      cleanUp(program, stack);
    });
  runQuiet(own, undefined, ['engine', 'stop']);
  unmountRuntime(own);
  for (const program of programs) rmSync(program.directory, { recursive: true, force: true });
  rmSync(base, { recursive: true, force: true });
}
reportTimes(samples, programs);
if (memory.length > 0) reportMemory(memory);
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify({ samples, memory }, null, 1)}\n`);

/** Images in place, and one container that keeps both engines awake. */
function prepare() {
  for (const program of programs) mkdirSync(program.directory, { recursive: true });
  mountRuntime(own);
  if (options.archive !== undefined) runQuiet(own, undefined, ['load', '-i', options.archive]);
  for (const program of programs) {
    const keeper = writeStack(program, 'keeper', 1, options.image);
    runQuiet(program, keeper, ['up', '-d']);
  }
}

async function measureSize(size) {
  process.stderr.write(`${size} services: `);
  const stacks = programs.map((program) => ({
    program,
    whole: writeStack(program, `bench${size}`, size, options.image),
    more: writeStack(program, `bench${size}`, size + 1, options.image),
  }));
  await inTurns(size, stacks, async (round, step) => {
    await step('up -d', (entry) => entry.whole, ['up', '-d']);
    await step('up -d again', (entry) => entry.whole, ['up', '-d']);
    await step('ps', (entry) => entry.whole, ['ps']);
    await step('exec -T true', (entry) => entry.whole, ['exec', '-T', 's1', 'true']);
    await step('run --rm true', (entry) => entry.whole, ['run', '--rm', '-T', 's1', 'true']);
    await step('start one more', (entry) => entry.more, ['up', '-d']);
    if (round === 0)
      memory.push({ size: size + 1, own: engineMemory(own), peer: peerMemory(programs.length > 1) });
    await step('down -t 0', (entry) => entry.more, ['down', '-t', '0']);
  });
}

async function measureChain(size) {
  process.stderr.write(`chain of ${size} services: `);
  const stacks = programs.map((program) => ({
    program,
    whole: writeChain(program, `chain${size}`, size, options.image),
  }));
  await inTurns(size, stacks, async (_, step) => {
    await step('up -d of a chain', (entry) => entry.whole, ['up', '-d']);
    await step('down -t 0', (entry) => entry.whole, ['down', '-t', '0']);
  });
}

/** Rounds of steps, each of which every program takes before the next one comes. */
async function inTurns(size, stacks, work) {
  for (let round = 0; round < Number(options.rounds); round += 1) {
    process.stderr.write('.');
    // Whoever goes first pays for cold caches, so they take turns.
    const turn = round % 2 === 0 ? stacks : [...stacks].reverse();
    await work(round, async (what, stackOf, args) => {
      for (const entry of turn) {
        // Also lets a signal through, which cannot come in between while a command runs.
        await pause(CHANGING.has(args[0]) ? Number(options.settle) : 0);
        if (signal !== undefined) throw new Error(`ended by ${signal}`);
        const ms = timed(entry.program, stackOf(entry), args);
        samples.push({ size, what, program: entry.program.name, ms });
      }
    });
  }
  process.stderr.write('\n');
}

function cleanUp(program, stack) {
  try {
    runQuiet(program, stack, ['down', '-t', '0', '-v']);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
}
