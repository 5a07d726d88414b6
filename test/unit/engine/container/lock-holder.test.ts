import { expect, it } from 'vitest';
import { lockHolder } from '../../../../src/engine/container/end-unreachable.js';

const LOCKS = `1: POSIX  ADVISORY  WRITE 700 08:01:393254 0 EOF
2: FLOCK  ADVISORY  WRITE 708 08:01:393254 0 EOF
2: -> FLOCK  ADVISORY  WRITE 709 08:01:393254 0 EOF
3: FLOCK  ADVISORY  WRITE 710 103:10:12 0 EOF
`;

it('finds who holds the lock, not who waits for it or holds one of another kind', () => {
  expect(lockHolder(LOCKS, 0x801n, 393254n)).toBe(708);
  expect(lockHolder(LOCKS, 0x802n, 393254n)).toBeUndefined();
  expect(lockHolder(LOCKS, 0x801n, 1n)).toBeUndefined();
});

it('knows devices of large numbers', () => {
  // makedev(0x103, 0x10)
  expect(lockHolder(LOCKS, (0x103n << 8n) | 0x10n, 12n)).toBe(710);
});
