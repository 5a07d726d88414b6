import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { DetachFilter, parseDetachKeys } from '../../../../src/cli/session/detach-keys.js';

const CTRL_P = '\x10';
const CTRL_Q = '\x11';

/** What passes of the chunks, and whether the keys were seen. */
async function filtered(chunks: readonly string[], keys = 'ctrl-p,ctrl-q') {
  let detached = false;
  const filter = new DetachFilter(parseDetachKeys(keys), () => {
    detached = true;
  });
  let passed = '';
  for await (const chunk of Readable.from(chunks.map((text) => Buffer.from(text))).pipe(filter)) {
    passed += String(chunk);
  }
  return { passed, detached };
}

describe('detach keys', () => {
  it('pass all other input on unchanged, in whatever pieces it comes', async () => {
    const text = 'echo hé\r\0\x03';
    expect(await filtered([text])).toEqual({ passed: text, detached: false });
    expect(await filtered([...text])).toEqual({ passed: text, detached: false });
  });

  it('detach, and neither they nor what follows goes on', async () => {
    expect(await filtered([`ls\r${CTRL_P}${CTRL_Q}rm -rf /\r`])).toEqual({ passed: 'ls\r', detached: true });
    expect(await filtered(['ls\r', CTRL_P, CTRL_Q, 'x'])).toEqual({ passed: 'ls\r', detached: true });
  });

  it('are passed on when the sequence breaks off', async () => {
    expect(await filtered([CTRL_P, 'a'])).toEqual({ passed: `${CTRL_P}a`, detached: false });
    expect(await filtered([`${CTRL_P}${CTRL_P}`, CTRL_Q])).toEqual({ passed: CTRL_P, detached: true });
    expect(await filtered([CTRL_P])).toEqual({ passed: CTRL_P, detached: false });
  });

  it('can be chosen, and can be none', async () => {
    expect(await filtered(['ab'], 'b')).toEqual({ passed: 'a', detached: true });
    expect(await filtered([`x${CTRL_P}${CTRL_Q}y`], '')).toEqual({
      passed: `x${CTRL_P}${CTRL_Q}y`,
      detached: false,
    });
    expect([...parseDetachKeys('a,ctrl-@,ctrl-z,ctrl-_,ctrl-[')]).toEqual([97, 0, 26, 31, 27]);
  });

  it('that there are not are refused', () => {
    for (const keys of ['ctrl-P', 'ctrl-', 'ctrl-1', 'abc', 'a,,b', 'é']) {
      expect(() => parseDetachKeys(keys)).toThrow(/invalid detach keys/);
    }
  });
});
