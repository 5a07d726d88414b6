import { expect, it } from 'vitest';
import { BatchedOutput } from '../../../../src/cli/session/batched-output.js';
import { TextOutput } from '../support/fake-host.js';

it('writes once what comes in one turn, at the latest when it is much, and in its order', async () => {
  const target = new TextOutput();
  let writes = 0;
  target.onWrite = () => {
    writes += 1;
  };
  const output = new BatchedOutput(target);
  output.write('a\n');
  output.write('b\n');
  expect(target.text).toBe('');
  await new Promise((resolve) => setImmediate(resolve));
  expect([target.text, writes]).toEqual(['a\nb\n', 1]);
  output.write('c');
  output.write(Buffer.from('d'));
  output.write('x'.repeat(70_000));
  expect(target.text.length).toBe(70_006);
  output.write('last');
  output.flush();
  expect(target.text.endsWith('last')).toBe(true);
});

it('tells that the reader is behind when it writes', () => {
  const target = new TextOutput();
  target.write = () => false;
  const output = new BatchedOutput(target);
  expect(output.write('a')).toBe(true);
  expect(output.write('x'.repeat(70_000))).toBe(false);
  expect(output.flush()).toBe(true);
});
