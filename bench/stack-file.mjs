// node bench/stack-file.mjs [options]: how long reading and checking a stack file takes (`config -q`), in turns with Docker Compose.
//   --peer, --peer-dir, --peer-sees, --no-peer   as for run.mjs
//   --sizes 10,1000   numbers of services, 49 lines each
//   --rounds N        measurements of each kind (default: 10)
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { largeStack } from './large-stack.mjs';
import { ownProgram, peerProgram, timed } from './programs.mjs';

/** GNU time; where there is none the memory is not told. */
const TIME = '/usr/bin/time';

const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', default: process.env.BENCH_PEER ?? 'docker compose' },
    'peer-dir': { type: 'string', default: process.env.BENCH_PEER_DIR },
    'peer-sees': { type: 'string', default: process.env.BENCH_PEER_SEES },
    'no-peer': { type: 'boolean', default: false },
    sizes: { type: 'string', default: '10,1000' },
    rounds: { type: 'string', default: '10' },
  },
});

const base = mkdtempSync(join(tmpdir(), 'tscb-'));
const own = ownProgram(base);
const programs = options['no-peer'] ? [own] : [own, peerProgram(options, base)];
try {
  for (const { directory } of programs) mkdirSync(directory, { recursive: true });
  for (const size of options.sizes.split(',').map(Number)) measure(size);
} finally {
  for (const { directory } of programs) rmSync(directory, { recursive: true, force: true });
  rmSync(base, { recursive: true, force: true });
}

function measure(size) {
  const text = largeStack(size);
  const name = `stack-${size}.yaml`;
  for (const { directory } of programs) writeFileSync(join(directory, name), text);
  const samples = new Map(programs.map((program) => [program, []]));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const turn = round % 2 === 0 ? programs : [...programs].reverse();
    for (const program of turn) {
      const stack = { file: join(program.sees, name), name: 'bench' };
      samples.get(program).push(timed(program, stack, ['config', '-q']));
    }
  }
  const [mine, theirs] = programs.map((program) => median(samples.get(program)));
  const ratio = theirs === undefined ? '' : `, peer ${theirs.toFixed(0)} ms, ${(theirs / mine).toFixed(1)}x`;
  const lines = text.split('\n').length - 1;
  process.stdout.write(`${size} services, ${lines} lines: ${mine.toFixed(0)} ms${ratio}${memory(name)}\n`);
}

/** The most that tscompose held while it read the file. */
function memory(name) {
  if (!existsSync(TIME)) return '';
  const [executable, ...first] = own.command;
  const args = ['-f', '%M', '-o', join(base, 'memory'), executable, ...first];
  execFileSync(TIME, [...args, '-f', join(own.sees, name), 'config', '-q'], { stdio: 'ignore' });
  const kilobytes = Number(readFileSync(join(base, 'memory'), 'utf8'));
  return `, ${(kilobytes / 1024).toFixed(0)} MB`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
