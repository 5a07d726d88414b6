// node bench/streams.mjs [options]: what containers write, in turns with Docker Compose: containers that write lines of 100 bytes
// to their logs at full speed, `logs` reading them back, and as much through `exec`, attached `run`, and terminals.
//   --peer, --peer-dir, --peer-sees, --no-peer, --image, --archive, --rounds   as those of bench/run.mjs
//   --megabytes N   what is written (default: 500); through terminals a tenth of it
//   --only TEXT     only what has this in its name (what it reads has to be written)
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mountRuntime, ownProgram, peerProgram, runQuiet, timed, unmountRuntime } from './programs.mjs';
import { writeLines, writeWriters } from './stacks.mjs';

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
    only: { type: 'string', default: '' },
  },
});

const bytes = Number(options.megabytes) * 1_000_000;
const base = mkdtempSync(join(tmpdir(), 'tscb-'));
const own = ownProgram(base);
const programs = options['no-peer'] ? [own] : [own, peerProgram(options, base)];
const samples = new Map();
/** Program → its stack, and the file with lines. */
const worlds = new Map();

/** Milliseconds from the start of containers to the end of the last. */
function written(...services) {
  return (program, { stack }) => {
    runQuiet(program, stack, ['create', '--force-recreate', ...services]);
    const start = timed(program, stack, ['start', ...services]);
    // Both fail where all have ended before they look.
    return start + timed(program, stack, ['wait', ...services], { mayFail: true });
  };
}

function command(args, how = {}) {
  return (program, { stack }) => timed(program, stack, args, how);
}

/** A file's bytes to the input of a command. */
function fed(args) {
  return (program, { stack, lines }) => {
    const input = openSync(lines, 'r');
    try {
      return timed(program, stack, args, { input });
    } finally {
      closeSync(input);
    }
  };
}

/** A program that writes so many bytes in large pieces. */
const dd = (count) => ['dd', 'if=/dev/zero', 'bs=1000000', `count=${Math.ceil(count / 1e6)}`];
const thirds = ['third-1', 'third-2', 'third-3'];
const throughTerminal = bytes / 10;

/** What is measured: its name, how, and the bytes it carries. */
const KINDS = [
  ['write to the log', written('writer'), bytes],
  ['write to the log in large pieces', written('copier'), bytes],
  ['logs', command(['logs', '--no-log-prefix', 'writer']), bytes],
  // Docker Compose's does not end by itself when nothing more can come.
  ['logs -f', command(['logs', '-f', '--no-log-prefix', 'writer'], { enough: bytes }), bytes],
  ['three write to their logs', written(...thirds), bytes],
  ['logs of three, merged', command(['logs', ...thirds]), bytes],
  ['exec, small pieces', command(['exec', '-T', 'idle', 'head', '-c', String(bytes), '/dev/zero']), bytes],
  ['exec, large pieces', command(['exec', '-T', 'idle', ...dd(bytes)]), bytes],
  ['exec, input', fed(['exec', '-T', 'idle', 'wc', '-c']), bytes],
  ['attached run', command(['run', '--rm', '-T', 'quiet', ...dd(bytes)]), bytes],
  [
    'exec at a terminal',
    command(['exec', 'terminal', ...dd(throughTerminal)], { terminal: true }),
    throughTerminal,
  ],
  [
    'attached run at a terminal',
    command(['run', '--rm', 'terminal', ...dd(throughTerminal)], { terminal: true }),
    throughTerminal,
  ],
].filter(([kind]) => kind.includes(options.only));

try {
  for (const program of programs) mkdirSync(program.directory, { recursive: true });
  mountRuntime(own);
  if (options.archive !== undefined) runQuiet(own, undefined, ['load', '-i', options.archive]);
  for (const program of programs) {
    const stack = writeWriters(program, bytes, options.image);
    worlds.set(program, { stack, lines: writeLines(program, bytes) });
  }
  const stackOf = (program) => worlds.get(program).stack;
  for (const program of programs) runQuiet(program, stackOf(program), ['up', '-d', 'idle', 'terminal']);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [kind, measure] of KINDS) {
      for (const program of programs) {
        const key = `${kind}\n${program.name}`;
        samples.set(key, [...(samples.get(key) ?? []), measure(program, worlds.get(program))]);
      }
    }
  }
  for (const [kind, , carried] of KINDS) process.stdout.write(`${report(kind, carried)}\n`);
} finally {
  // Whatever failed: containers would go on, and the files are large.
  for (const [program, { stack }] of worlds) {
    runQuiet(program, stack, ['down', '-t', '0'], { mayFail: true });
    rmSync(program.directory, { recursive: true, force: true });
  }
  runQuiet(own, undefined, ['engine', 'stop']);
  unmountRuntime(own);
  rmSync(base, { recursive: true, force: true });
}

function report(kind, carried) {
  const [mine, theirs] = programs.map(({ name }) => median(samples.get(`${kind}\n${name}`)));
  const rate = `${Math.round(carried / 1000 / mine)} MB/s`;
  const alone = `${kind}: ${(mine / 1000).toFixed(2)} s (${rate})`;
  return theirs === undefined
    ? alone
    : `${alone}, peer ${(theirs / 1000).toFixed(2)} s: ${(theirs / mine).toFixed(1)}x`;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
