import { describe, expect, it } from 'vitest';
import { capabilityMask, readCapability } from '../../../../src/spec/options/capabilities.js';

const DEFAULT = 0xa80425fb;
const NET_ADMIN = 2 ** 12;
const MKNOD = 2 ** 27;
const EVERY = 2 ** 41 - 1;

describe('names of capabilities', () => {
  it.each([
    ['net_admin', 'CAP_NET_ADMIN'],
    ['CAP_SYS_PTRACE', 'CAP_SYS_PTRACE'],
    ['all', 'ALL'],
  ])('%s is %s', (text, name) => {
    expect(readCapability(text)).toBe(name);
  });

  it('one that is unknown is refused, with the one that was meant perhaps', () => {
    expect(() => readCapability('net_adm')).toThrow(
      'unknown capability: "CAP_NET_ADM"; did you mean "NET_ADMIN"?',
    );
    expect(() => readCapability('FOO')).toThrow(/^unknown capability: "CAP_FOO"$/);
    expect(() => readCapability('CAP_ALL')).toThrow(/unknown/);
  });
});

describe('what a container may do', () => {
  it.each([
    ['nothing said', {}, DEFAULT],
    ['one more', { capAdd: ['CAP_NET_ADMIN'] }, DEFAULT + NET_ADMIN],
    ['one less', { capDrop: ['CAP_MKNOD'] }, DEFAULT - MKNOD],
    ['one that it has anyway', { capAdd: ['CAP_MKNOD'] }, DEFAULT],
    ['one dropped and added', { capAdd: ['CAP_MKNOD'], capDrop: ['CAP_MKNOD'] }, DEFAULT],
    ['none', { capDrop: ['ALL'] }, 0],
    ['none but one', { capAdd: ['CAP_NET_ADMIN'], capDrop: ['ALL'] }, NET_ADMIN],
    ['all', { capAdd: ['ALL'] }, EVERY],
    ['all but one', { capAdd: ['ALL'], capDrop: ['CAP_MKNOD'] }, EVERY - MKNOD],
    ['privileged, whatever is dropped', { privileged: true as const, capDrop: ['ALL'] }, EVERY],
  ])('%s', (_, wishes, mask) => {
    expect(capabilityMask(wishes)).toBe(mask);
  });
});
