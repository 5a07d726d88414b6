import { expect, test } from 'vitest';
import { JsonProgress } from '../../../../src/cli/progress/json.js';
import { openProgress } from '../../../../src/cli/progress/open.js';
import { PlainProgress } from '../../../../src/cli/progress/plain.js';
import type { ProgressSink } from '../../../../src/cli/progress/sink.js';
import { TextOutput } from '../support/fake-host.js';

const REAL = { ansi: 'auto', dryRun: false } as const;

function play(sink: ProgressSink): void {
  sink.step({ type: 'step', id: 'Container demo-web-1', state: 'working', text: 'Creating' });
  sink.step({ type: 'step', id: 'Container demo-web-1', state: 'done', text: 'Created' });
  for (const current of [10, 20]) {
    sink.step({
      type: 'step',
      id: '1f2e',
      parentId: 'Image nginx:1.22',
      state: 'working',
      text: 'Downloading',
      current,
      total: 40,
    });
  }
  sink.warning('something is odd');
}

test('plain progress is one line per change, without byte counts', () => {
  const out = new TextOutput();
  play(new PlainProgress(out, ''));
  expect(out.text).toBe(
    ' Container demo-web-1  Creating\n Container demo-web-1  Created\n 1f2e  Downloading\nwarning: something is odd\n',
  );
});

test('json progress is one object per line', () => {
  const out = new TextOutput();
  play(new JsonProgress(out, false));
  const lines = out.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([
    { id: 'Container demo-web-1', status: 'Working', text: 'Creating' },
    { id: 'Container demo-web-1', status: 'Done', text: 'Created' },
    download(10, 25),
    download(20, 50),
    { warning: true, message: 'something is odd' },
  ]);
});

test('auto and tty fall back to plain lines where standard error is no terminal', async () => {
  const out = new TextOutput();
  expect(await openProgress('auto', REAL, out)).toBeInstanceOf(PlainProgress);
  expect(await openProgress('tty', REAL, out)).toBeInstanceOf(PlainProgress);
});

test('what is only told says so in each line, as with Docker Compose', async () => {
  const step = { type: 'step', id: 'Network demo', state: 'working', text: 'Creating' } as const;
  const plain = new TextOutput();
  (await openProgress('plain', { ansi: 'auto', dryRun: true }, plain)).step(step);
  expect(plain.text).toBe(' DRY-RUN MODE -  Network demo  Creating\n');
  const json = new TextOutput();
  (await openProgress('json', { ansi: 'auto', dryRun: true }, json)).step(step);
  expect(JSON.parse(json.text)).toEqual({
    'dry-run': true,
    id: 'Network demo',
    status: 'Working',
    text: 'Creating',
  });
});

function download(current: number, percent: number) {
  return {
    id: '1f2e',
    parent_id: 'Image nginx:1.22',
    status: 'Working',
    text: 'Downloading',
    current,
    total: 40,
    percent,
  };
}
