// node bench/streams.mjs [options]: what containers write, in turns with Docker Compose: a container that writes lines of 100 bytes
// to its log at full speed, `logs` reading them back, and as much through `exec`.
//   --peer, --peer-dir, --peer-sees, --no-peer, --image, --archive, --rounds   as those of bench/run.mjs
//   --megabytes N   what is written (default: 500)
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mountRuntime, ownProgram, peerProgram, runQuiet, timed, unmountRuntime } from './programs.mjs';
import { writeWriters } from './stacks.mjs';

const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', default: process.env.BENCH_PEER ?? 'docker compose' },
    'peer-dir': { type: 'string', default: process.env.BENCH_PEER_DIR },
    'peer-sees': { type: 'string', default: process.env.BENCH_PEER_SEES },
    'no-peer': { type: 'boolean', default: false },
    image: { type: 'string', default: 'busybox:1.35' },
    archive: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    megabytes: { type: 'string', default: '500' },
  },
});

const bytes = Number(options.megabytes) * 1_000_000;
const base = mkdtempSync(join(tmpdir(), 'tscb-'));
const own = ownProgram(base);
const programs = options['no-peer'] ? [own] : [own, peerProgram(options, base)];
const samples = new Map();

/** Milliseconds from the start of a container to its end. */
function written(program, stack) {
  runQuiet(program, stack, ['create', '--force-recreate', 'writer']);
  const start = timed(program, stack, ['start', 'writer']);
  return start + timed(program, stack, ['wait', 'writer']);
}

const KINDS = [
  ['write to the log', written],
  ['logs', (program, stack) => timed(program, stack, ['logs', '--no-log-prefix', 'writer'])],
  [
    'exec',
    (program, stack) =>
      timed(program, stack, ['exec', '-T', 'idle', 'head', '-c', String(bytes), '/dev/zero']),
  ],
];

try {
  for (const program of programs) mkdirSync(program.directory, { recursive: true });
  mountRuntime(own);
  if (options.archive !== undefined) runQuiet(own, undefined, ['load', '-i', options.archive]);
  const stacks = new Map(programs.map((program) => [program, writeWriters(program, bytes, options.image)]));
  for (const program of programs) runQuiet(program, stacks.get(program), ['up', '-d', 'idle']);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [kind, measure] of KINDS) {
      for (const program of programs) {
        const key = `${kind}\n${program.name}`;
        samples.set(key, [...(samples.get(key) ?? []), measure(program, stacks.get(program))]);
      }
    }
  }
  for (const program of programs) runQuiet(program, stacks.get(program), ['down', '-t', '0']);
  for (const [kind] of KINDS) process.stdout.write(`${report(kind)}\n`);
} finally {
  runQuiet(own, undefined, ['engine', 'stop']);
  unmountRuntime(own);
  rmSync(base, { recursive: true, force: true });
}

function report(kind) {
  const [mine, theirs] = programs.map(({ name }) => median(samples.get(`${kind}\n${name}`)));
  const rate = `${Math.round(bytes / 1000 / mine)} MB/s`;
  const alone = `${kind}: ${(mine / 1000).toFixed(2)} s (${rate})`;
  return theirs === undefined
    ? alone
    : `${alone}, peer ${(theirs / 1000).toFixed(2)} s: ${(theirs / mine).toFixed(1)}x`;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
