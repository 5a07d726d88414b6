import { randomBytes } from 'node:crypto';

/** Text that a compressor makes half as long, and no less. */
export function randomText(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}
