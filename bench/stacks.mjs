import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a stack of `size` idle services, s1 to sN, without ports or volumes.
 * @param {import('./programs.mjs').Program} program whose directory it goes to
 */
export function writeStack(program, kind, size, image) {
  return write(program, kind, size, () => ({ image, command: ['sleep', '1000000'] }));
}

/** Services of which each waits for the health of the one before it; their checks pass at once, at an interval of a second. */
export function writeChain(program, kind, size, image) {
  return write(program, kind, size, (number) => ({
    image,
    command: ['sleep', '1000000'],
    healthcheck: { test: ['CMD', 'true'], interval: '1s' },
    ...(number === 1 ? {} : { depends_on: { [`s${number - 1}`]: { condition: 'service_healthy' } } }),
  }));
}

/**
 * `writer` writes so many bytes in lines of 100, and ends; `copier` the same, from a file and in larger pieces; `third-1` to `third-3`
 * each a third of it; `idle` does nothing; of `quiet` and `terminal` no log is kept.
 */
export function writeWriters(program, bytes, image) {
  const lines = (count) => ['sh', '-c', `yes ${'x'.repeat(99)} | head -c ${count}`];
  const third = { image, command: lines(Math.ceil(bytes / 300) * 100) };
  const silent = { image, command: ['sleep', '1000000'], logging: { driver: 'none' } };
  const services = {
    idle: { image, command: ['sleep', '1000000'] },
    writer: { image, command: lines(bytes) },
    copier: { image, command: ['cat', '/lines'], volumes: ['./lines:/lines:ro'] },
    'third-1': third,
    'third-2': third,
    'third-3': third,
    quiet: silent,
    terminal: { ...silent, tty: true },
  };
  const name = `streams-${process.pid}`;
  writeFileSync(join(program.directory, `${name}.json`), JSON.stringify({ name, services }));
  return { file: join(program.sees, `${name}.json`), name };
}

/** The file that `copier` copies. @returns its path */
export function writeLines(program, bytes) {
  const path = join(program.directory, 'lines');
  const block = Buffer.from(`${'x'.repeat(99)}\n`.repeat(10_000));
  const file = openSync(path, 'w');
  for (let left = bytes; left > 0; left -= block.length)
    writeSync(file, block, 0, Math.min(left, block.length));
  closeSync(file);
  return path;
}

function write(program, kind, size, service) {
  // Unique on the peer, where somebody else may be measuring too.
  const name = `${kind}-${process.pid}`;
  const services = Array.from({ length: size }, (_, index) => [`s${index + 1}`, service(index + 1)]);
  const fileName = `${name}-${size}.json`;
  writeFileSync(
    join(program.directory, fileName),
    JSON.stringify({ name, services: Object.fromEntries(services) }),
  );
  const stack = { file: join(program.sees, fileName), name };
  program.stacks.set(name, stack);
  return stack;
}
