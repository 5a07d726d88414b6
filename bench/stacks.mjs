import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a stack of `size` idle services, s1 to sN, without ports or volumes.
 * @param {import('./programs.mjs').Program} program whose directory it goes to
 */
export function writeStack(program, kind, size, image) {
  // Unique on the peer, where somebody else may be measuring too.
  const name = `${kind}-${process.pid}`;
  const services = Array.from({ length: size }, (_, index) => [
    `s${index + 1}`,
    { image, command: ['sleep', '1000000'] },
  ]);
  const fileName = `${name}-${size}.json`;
  writeFileSync(
    join(program.directory, fileName),
    JSON.stringify({ name, services: Object.fromEntries(services) }),
  );
  const stack = { file: join(program.sees, fileName), name };
  program.stacks.set(name, stack);
  return stack;
}
