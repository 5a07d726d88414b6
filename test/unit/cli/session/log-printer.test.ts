import { expect, test } from 'vitest';
import { LogPrinter } from '../../../../src/cli/session/log-printer.js';
import { TextOutput } from '../support/fake-host.js';

const PLAIN = { color: false, prefix: true, timestamps: false };

function item(container: string, log: string, stream: 'stdout' | 'stderr' = 'stdout') {
  return {
    type: 'log',
    container,
    service: 'x',
    index: 1,
    time: '2026-11-21T00:00:00.5Z',
    stream,
    log,
  } as const;
}

function printer(style = PLAIN) {
  const out = new TextOutput();
  const err = new TextOutput();
  return { out, err, printer: new LogPrinter('demo', style, out, err) };
}

test('lines carry a padded prefix and go to the stream that the container used', () => {
  const { out, err, printer: log } = printer();
  log.register('demo-client-1');
  log.line(item('demo-web-1', 'out\n'));
  log.line(item('demo-client-1', 'hi\n'));
  log.line(item('demo-web-1', 'err\n', 'stderr'));
  expect(out.text).toBe('web-1     | out\nclient-1  | hi\n');
  expect(err.text).toBe('web-1     | err\n');
});

test('pieces of a line are joined, and what is left unfinished ends with the container', () => {
  const { out, printer: log } = printer();
  log.line(item('demo-web-1', 'one '));
  log.line(item('demo-db-1', 'between\n'));
  log.line(item('demo-web-1', 'line\n'));
  log.line(item('demo-web-1', 'last words'));
  log.flush('demo-db-1');
  log.flush('demo-web-1');
  expect(out.text).toBe('db-1   | between\nweb-1  | one line\nweb-1  | last words\n');
});

test('colours follow the order of containers, and end with the prefix', () => {
  const { out, printer: log } = printer({ ...PLAIN, color: true });
  log.line(item('demo-web-1', 'a\n'));
  log.line(item('demo-api-1', 'b\n'));
  expect(out.text).toBe('\u001b[36mweb-1  | \u001b[39ma\n\u001b[33mapi-1  | \u001b[39mb\n');
});

test('timestamps stand between prefix and text', () => {
  const { out, printer: log } = printer({ ...PLAIN, timestamps: true });
  log.line(item('demo-web-1', 'a\n'));
  expect(out.text).toBe('web-1  | 2026-11-21T00:00:00.500000000Z a\n');
});

test('a container with a name of its own keeps it whole', () => {
  const { out, printer: log } = printer();
  log.line(item('database', 'a\n'));
  expect(out.text).toBe('database  | a\n');
});
