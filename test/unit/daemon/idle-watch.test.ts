import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countRequests } from '../../../src/daemon/count-requests.js';
import { IdleWatch } from '../../../src/daemon/idle-watch.js';
import { fakeService } from '../api/fake-service.js';

const IDLE_MS = 1000;
let idle: IdleWatch | undefined;
let busy = false;
let calls = 0;
let wanted = false;

beforeEach(() => {
  vi.useFakeTimers();
  busy = false;
  calls = 0;
  wanted = false;
  idle = new IdleWatch(
    IDLE_MS,
    async () => busy,
    async () => {
      calls += 1;
      return !wanted;
    },
  );
});
afterEach(() => {
  idle?.end();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the idle watch', () => {
  it('calls after a while without work, counted from the last sign of it', async () => {
    await pass(900);
    idle?.touch();
    await pass(900);
    expect(calls).toBe(0);
    await pass(200);
    expect(calls).toBe(1);
  });

  it('looks again later when it was wanted after all', async () => {
    wanted = true;
    await pass(2500);
    expect(calls).toBe(2);
    wanted = false;
    await pass(3000);
    expect(calls).toBe(3);
  });

  it('looks again later while something runs', async () => {
    busy = true;
    await pass(3500);
    expect(calls).toBe(0);
    busy = false;
    await pass(1000);
    expect(calls).toBe(1);
  });

  it('waits for requests under way, streams among them', async () => {
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const service = countRequests(
      fakeService({
        async *up() {
          await ended;
          yield { type: 'result', changed: false };
        },
      }),
      idle as IdleWatch,
    );
    const events = service.up('demo', {} as never, new AbortController().signal)[Symbol.asyncIterator]();
    const first = events.next();
    await pass(5000);
    expect(calls).toBe(0);
    end();
    await first;
    await events.next();
    await pass(1100);
    expect(calls).toBe(1);
  });
});
