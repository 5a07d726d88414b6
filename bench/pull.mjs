// node bench/pull.mjs [options]: times pulls of images from a registry, in turns with Docker, both engines already up.
//   --peer 'CMD PREFIX'   the other program (BENCH_PULL_PEER; default: docker)
//   --no-peer             measure tscompose alone
//   --images A,B          references that both can pull (default: the registry of --registry with test/big:1 and test/big:zstd)
//   --registry HOST:PORT  default: 127.0.0.1:5000
//   --rounds N            measurements of each kind (default: 5)
//   --settle MS           pause before each pull (default: 2000): removed files are still being given back then
// Cold: neither has anything of the image. Memory and disk are measured in a pull of its own, that is not timed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ownProgram, runQuiet, timed } from './programs.mjs';
import { PeakWatch, peerEngines } from './pull-peaks.mjs';
import { print, reportTimes } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', default: process.env.BENCH_PULL_PEER ?? 'docker' },
    'no-peer': { type: 'boolean', default: false },
    images: { type: 'string' },
    registry: { type: 'string', default: '127.0.0.1:5000' },
    rounds: { type: 'string', default: '5' },
    settle: { type: 'string', default: '2000' },
  },
});
const images =
  options.images?.split(',') ?? ['test/big:1', 'test/big:zstd'].map((name) => `${options.registry}/${name}`);

const base = mkdtempSync(join(tmpdir(), 'tscb-'));
const own = ownProgram(base);
const programs = options['no-peer'] ? [own] : [own, { name: 'peer', command: options.peer.split(' ') }];
const samples = [];
const peaks = [];

// Without a handler a signal would leave the engine and the mount behind.
let signal;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => (signal = name));

try {
  mkdirSync(own.stateRoot, { recursive: true, mode: 0o700 });
  for (const image of images) await measure(image);
  reportTimes(samples, programs, 'image');
  for (const image of images) peaks.push(await measurePeaks(image));
} finally {
  for (const program of programs) forget(program);
  stopEngine();
  rmSync(base, { recursive: true, force: true });
}
print([['image', 'program', 'peak RSS', 'peak PSS', 'peak disk', 'disk afterwards'], ...peaks.flat()]);

async function measure(image) {
  process.stderr.write(`${image}: `);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    process.stderr.write('.');
    // Whoever goes first pays for cold caches, so they take turns.
    const turn = round % 2 === 0 ? programs : [...programs].reverse();
    for (const program of turn) {
      forget(program);
      await pause(Number(options.settle));
      if (signal !== undefined) throw new Error(`ended by ${signal}`);
      for (const what of ['cold pull', 'pull again']) {
        const ms = timed(program, undefined, pullOf(program, image));
        samples.push({ size: image, what, program: program.name, ms });
      }
    }
  }
  process.stderr.write('\n');
}

/** Of our own engine on a file system of its own, so that its use of the disk is known; of the peer's its memory. */
async function measurePeaks(image) {
  stopEngine();
  const disk = own.stateRoot;
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'mode=0700', 'tmpfs', disk], { stdio: 'inherit' });
  try {
    runQuiet(own, undefined, ['image', 'inspect', 'tscompose/hello']);
    const rows = [await peakRow(image, own, [enginePid()], disk)];
    for (const peer of programs.slice(1)) {
      forget(peer);
      rows.push(await peakRow(image, peer, peerEngines()));
    }
    return rows;
  } finally {
    stopEngine();
    // The engine may still be writing back what it has.
    spawnSync('umount', ['-l', disk], { stdio: 'inherit' });
  }
}

async function peakRow(image, program, pids, disk) {
  const watch = new PeakWatch(pids, disk);
  const [executable, ...first] = program.command;
  const child = spawn(executable, [...first, ...pullOf(program, image)], { stdio: 'ignore' });
  await watch.until(new Promise((resolve) => child.once('exit', resolve)));
  return [image, program.name, ...watch.row()];
}

function pullOf(program, image) {
  return program === own ? ['image', 'pull', '-q', image] : ['pull', '-q', image];
}

/** All of them: images may share layers. */
function forget(program) {
  const [executable, ...first] = program.command;
  for (const image of images)
    spawnSync(executable, [...first, 'image', 'rm', '-f', image], { stdio: 'ignore' });
  if (program === own) runQuiet(own, undefined, ['image', 'prune', '-a', '-f']);
}

function enginePid() {
  const [executable, ...first] = own.command;
  const { stdout } = spawnSync(executable, [...first, 'engine', 'status', '--format', 'json'], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout).pid;
}

function stopEngine() {
  runQuiet(own, undefined, ['engine', 'stop']);
}
