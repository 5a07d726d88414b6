import { expect, it } from 'vitest';
import type { Cli } from '../../../../src/cli/cli.js';
import { withArchiveProgress } from '../../../../src/cli/session/archive-progress.js';
import type { StepProgress } from '../../../../src/spec/operations.js';

type Asking = Parameters<typeof withArchiveProgress>[0];

/** A command whose standard error is a terminal, or not. */
function command(isTTY: boolean) {
  const steps: (StepProgress | 'closed')[] = [];
  const cli = {
    globals: { progress: 'auto' } as Cli['globals'],
    host: { stderr: { isTTY } } as Cli['host'],
    openProgress: async () => ({
      step: (step: StepProgress) => steps.push(step),
      warning: () => {},
      close: async () => {
        steps.push('closed');
      },
    }),
  } as unknown as Asking;
  return { cli, steps };
}

async function* chunks(failing = false): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(1_000);
  if (failing) throw new Error('cut');
  yield Buffer.alloc(500);
}

async function sizeOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}

const STEP = { name: 'a.tar', doing: 'Loading', done: 'Read' };

it('shows on a terminal how far an archive is, and how it ended', async () => {
  const { cli, steps } = command(true);
  expect(await sizeOf(withArchiveProgress(cli, { ...STEP, total: 1_500 }, chunks()))).toBe(1_500);
  expect(steps[0]).toMatchObject({
    id: 'a.tar',
    state: 'working',
    text: 'Loading',
    current: 0,
    total: 1_500,
  });
  expect(steps.slice(-2)).toMatchObject([{ state: 'done', text: 'Read 1.5kB' }, 'closed']);
});

it('counts what has no size beforehand', async () => {
  const { cli, steps } = command(true);
  await sizeOf(withArchiveProgress(cli, STEP, chunks()));
  expect(steps).toContainEqual(expect.objectContaining({ state: 'working', text: 'Loading 1kB' }));
});

it('says that an archive broke off, and passes the failure on', async () => {
  const { cli, steps } = command(true);
  await expect(sizeOf(withArchiveProgress(cli, STEP, chunks(true)))).rejects.toThrow('cut');
  expect(steps.slice(-2)).toMatchObject([{ state: 'error' }, 'closed']);
});

it('shows nothing elsewhere', async () => {
  const { cli, steps } = command(false);
  expect(await sizeOf(withArchiveProgress(cli, STEP, chunks()))).toBe(1_500);
  expect(steps).toEqual([]);
});
