import { describe, expect, it } from 'vitest';
import { SharedTasks } from '../../../../src/engine/image/shared-tasks.js';

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

/** Work that ends when the test says so, and that counts how often it was begun. */
class ManualWork {
  begun = 0;
  signal: AbortSignal | undefined;
  report: (progress: number) => void = () => {};
  finish: (value: string) => void = () => {};

  readonly start = (report: (progress: number) => void, signal: AbortSignal) => {
    this.begun += 1;
    this.report = report;
    this.signal = signal;
    return new Promise<string>((resolve, reject) => {
      this.finish = resolve;
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('callers that want the same', () => {
  it('share one piece of work and its progress, also what was before they came', async () => {
    const tasks = new SharedTasks<number, string>();
    const work = new ManualWork();
    const heard: string[] = [];
    const first = tasks.run('k', work.start, (n) => heard.push(`a${n}`), neverAborted());
    await turn();
    work.report(1);
    const second = tasks.run('k', work.start, (n) => heard.push(`b${n}`), neverAborted());
    work.report(2);
    work.finish('done');
    expect(await Promise.all([first, second])).toEqual(['done', 'done']);
    expect(heard).toEqual(['a1', 'b1', 'a2', 'b2']);
    expect(work.begun).toBe(1);
  });

  it('are let go one by one; the work ends with the last', async () => {
    const tasks = new SharedTasks<number, string>();
    const work = new ManualWork();
    const [a, b] = [new AbortController(), new AbortController()];
    const first = tasks.run('k', work.start, () => {}, a.signal);
    const second = tasks.run('k', work.start, () => {}, b.signal);
    await turn();
    a.abort(new Error('a left'));
    await expect(first).rejects.toThrow('a left');
    expect(work.signal?.aborted).toBe(false);
    b.abort(new Error('b left'));
    await expect(second).rejects.toThrow('b left');
    expect(work.signal?.aborted).toBe(true);
  });

  it('fail together, and the next begins anew', async () => {
    const tasks = new SharedTasks<number, string>();
    const failing = () => Promise.reject(new Error('no'));
    const both = [1, 2].map(() => tasks.run('k', failing, () => {}, neverAborted()));
    for (const one of both) await expect(one).rejects.toThrow('no');
    expect(
      await tasks.run(
        'k',
        async () => 'yes',
        () => {},
        neverAborted(),
      ),
    ).toBe('yes');
  });
});
