import { expect, test } from 'vitest';
import { EventHistory } from '../../../src/daemon/event-history.js';
import type { EngineEvent } from '../../../src/spec/engine.js';

const NEVER = new AbortController().signal;

function engine() {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    onEvent: (listener: (event: EngineEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (name: string, time: Date) => {
      const event = {
        type: 'container-started',
        id: name,
        name,
        image: 'i',
        labels: {},
        time: time.toISOString(),
      } as const;
      for (const listener of [...listeners]) listener(event);
    },
    listeners,
  };
}

async function names(events: AsyncIterable<EngineEvent>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name } of events) found.push(name);
  return found;
}

test('the past is told as far as it is asked for, and the last 256 events are kept', async () => {
  const source = engine();
  const history = new EventHistory(source);
  const start = Date.parse('2026-01-01T00:00:00Z');
  for (let at = 0; at < 300; at += 1) source.tell(String(at), new Date(start + at * 1000));
  const ask = (since: number, until: number) =>
    names(
      history.follow(
        {
          since: new Date(start + since * 1000).toISOString(),
          until: new Date(start + until * 1000).toISOString(),
        },
        NEVER,
      ),
    );
  expect(await ask(298, 400)).toEqual(['298', '299']);
  expect(await ask(0, 45)).toEqual(['44', '45']);
  expect(await names(history.follow({ until: new Date(start).toISOString() }, NEVER))).toEqual([]);
});

test('what comes is told until nobody listens any more', async () => {
  const source = engine();
  const history = new EventHistory(source);
  source.tell('before', new Date());
  const gone = new AbortController();
  const told = names(history.follow({}, gone.signal));
  await new Promise((resolve) => setImmediate(resolve));
  source.tell('one', new Date());
  await new Promise((resolve) => setImmediate(resolve));
  gone.abort();
  expect(await told).toEqual(['one']);
  expect(source.listeners.size).toBe(1);
});
