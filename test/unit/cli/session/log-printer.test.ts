import { expect, test } from 'vitest';
import { LogPrinter } from '../../../../src/cli/session/log-printer.js';
import { logBytes, logPart } from '../../support/log-lines.js';
import { TextOutput } from '../support/fake-host.js';

const PLAIN = { color: false, prefix: true, timestamps: false };

function write(
  printer: LogPrinter,
  container: string,
  log: string,
  stream: 'stdout' | 'stderr' = 'stdout',
): void {
  const part = logPart(
    { container, service: 'x', index: 1 },
    { log, stream, time: '2026-11-21T00:00:00.5Z' },
  );
  printer.lines(part, part.lines);
}

function printer(style = PLAIN) {
  const out = new TextOutput();
  const err = new TextOutput();
  return { out, err, printer: new LogPrinter('demo', style, out, err) };
}

test('lines carry a padded prefix and go to the stream that the container used', () => {
  const { out, err, printer: log } = printer();
  log.register('demo-client-1');
  write(log, 'demo-web-1', 'out\n');
  write(log, 'demo-client-1', 'hi\n');
  write(log, 'demo-web-1', 'err\n', 'stderr');
  expect(out.text).toBe('web-1     | out\nclient-1  | hi\n');
  expect(err.text).toBe('web-1     | err\n');
});

test('pieces of a line are joined, and what is left unfinished ends with the container', () => {
  const { out, printer: log } = printer();
  write(log, 'demo-web-1', 'one ');
  write(log, 'demo-db-1', 'between\n');
  write(log, 'demo-web-1', 'line\n');
  write(log, 'demo-web-1', 'last words');
  log.flush('demo-db-1');
  log.flush('demo-web-1');
  expect(out.text).toBe('db-1   | between\nweb-1  | one line\nweb-1  | last words\n');
});

test('colours follow the order of containers, and end with the prefix', () => {
  const { out, printer: log } = printer({ ...PLAIN, color: true });
  write(log, 'demo-web-1', 'a\n');
  write(log, 'demo-api-1', 'b\n');
  expect(out.text).toBe('\u001b[36mweb-1  | \u001b[39ma\n\u001b[33mapi-1  | \u001b[39mb\n');
});

test('timestamps stand between prefix and text', () => {
  const { out, printer: log } = printer({ ...PLAIN, timestamps: true });
  write(log, 'demo-web-1', 'a\n');
  expect(out.text).toBe('web-1  | 2026-11-21T00:00:00.500000000Z a\n');
});

test('a container with a name of its own keeps it whole', () => {
  const { out, printer: log } = printer();
  write(log, 'database', 'a\n');
  expect(out.text).toBe('database  | a\n');
});

test('names that are known later pad those that were there before, and one reader gets both streams in their order', () => {
  const out = new TextOutput();
  const log = new LogPrinter('demo', PLAIN, out, out);
  write(log, 'demo-web-1', 'a\n', 'stderr');
  write(log, 'demo-client-1', 'b\n');
  const origin = { container: 'demo-web-1', service: 'x', index: 1 };
  log.lines(
    origin,
    logBytes({ log: 'c\n', stream: 'stderr' }, { log: 'd\n' }, { log: 'e\n', stream: 'stderr' }),
  );
  expect(out.text).toBe('web-1  | a\nclient-1  | b\nweb-1     | c\nweb-1     | d\nweb-1     | e\n');
});

test('readers that are behind are waited for, whichever catches up first', async () => {
  const { out, err, printer: log } = printer();
  const drains = new Map<unknown, () => void>();
  for (const output of [out, err]) {
    Object.assign(output, {
      write: () => false,
      once: (_: string, listener: () => void) => drains.set(output, listener),
    });
  }
  const origin = { container: 'demo-web-1', service: 'x', index: 1 };
  expect(log.lines(origin, logBytes({ log: 'a\n' }, { log: 'b\n', stream: 'stderr' }))).toBe(false);
  const drained = log.drained();
  drains.get(err)?.();
  drains.get(out)?.();
  await drained;
});
