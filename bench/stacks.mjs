import { writeFileSync } from 'node:fs';
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

/** `writer` writes so many bytes in lines of 100, and ends; `idle` does nothing. */
export function writeWriters(program, bytes, image) {
  const line = `yes ${'x'.repeat(99)} | head -c ${bytes}`;
  const services = {
    idle: { image, command: ['sleep', '1000000'] },
    writer: { image, command: ['sh', '-c', line] },
  };
  const name = `streams-${process.pid}`;
  writeFileSync(join(program.directory, `${name}.json`), JSON.stringify({ name, services }));
  return { file: join(program.sees, `${name}.json`), name };
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
