import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RawLog, type RawLogPiece, type RawLogStyle } from '../../../../src/cli/render/raw-log.js';

const TIME = '2026-01-02T03:04:05.06Z';
const PLAIN: RawLogStyle = { prefix: '', lead: '', timestamps: false, endsLines: true };

interface Piece {
  readonly log: string;
  readonly stream?: 'stdout' | 'stderr';
}

/** As Go's encoder writes it. */
function line({ log, stream = 'stdout' }: Piece): string {
  const text = JSON.stringify(log).replace(/[<>&\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `{"log":${text},"stream":"${stream}","time":"${TIME}"}\n`;
}

function textOf(pieces: readonly RawLogPiece[]): string {
  return pieces.map(({ bytes }) => bytes.toString()).join('');
}

function shown(pieces: readonly Piece[], style: Partial<RawLogStyle> = {}, chunk = Number.POSITIVE_INFINITY) {
  const log = new RawLog({ ...PLAIN, ...style });
  const bytes = Buffer.from(pieces.map(line).join(''));
  const out: Buffer[] = [];
  const error: Buffer[] = [];
  const add = (all: readonly RawLogPiece[]) => {
    for (const { stream, bytes: text } of all) (stream === 'stdout' ? out : error).push(text);
  };
  for (let at = 0; at < bytes.length; at += Math.min(chunk, bytes.length))
    add(log.take(bytes.subarray(at, at + chunk)));
  add(log.finish());
  return { stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(error).toString() };
}

test('gives back what was written, however it is cut and whatever it holds', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '","stream":"stderr","time":"',
      '\\n',
      '\\',
      '"',
      '<a&b>',
      '\u2028',
      'caf\u00e9',
      '\t\u0000',
    ),
  );
  const piece = fc.record({
    log: text.map((log) => `${log.replaceAll('\n', '')}\n`),
    stream: fc.constantFrom('stdout', 'stderr'),
  });
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 200 }), (pieces, chunk) => {
      const of = (wanted: string) =>
        pieces
          .filter(({ stream }) => stream === wanted)
          .map(({ log }) => Buffer.from(log).toString())
          .join('');
      expect(shown(pieces as Piece[], {}, chunk)).toEqual({ stdout: of('stdout'), stderr: of('stderr') });
    }),
  );
});

test('prefix and time stand before each line, also one that was written in pieces', () => {
  const pieces: Piece[] = [{ log: 'a' }, { log: 'e\n', stream: 'stderr' }, { log: 'b\n' }, { log: 'c\n' }];
  const { stdout, stderr } = shown(pieces, { prefix: 'wéb-1  | ', lead: ' ', timestamps: true });
  const lead = 'wéb-1  | 2026-01-02T03:04:05.060000000Z  ';
  expect(stdout).toBe(`${lead}ab\n${lead}c\n`);
  expect(stderr).toBe(`${lead}e\n`);
});

test('an unfinished last line gets its newline only where lines are to end', () => {
  expect(shown([{ log: 'x' }]).stdout).toBe('x\n');
  expect(shown([{ log: 'x' }], { endsLines: false }).stdout).toBe('x');
});

test('what is no line of a log is left out', () => {
  const log = new RawLog(PLAIN);
  const bytes = `garbage\n${line({ log: 'a\n' })}\0\0\0${line({ log: 'lost\n' })}${line({ log: 'b\n' })}`;
  expect(textOf(log.take(Buffer.from(bytes)))).toBe('a\nb\n');
});

test('both streams as one keep the order of the log, and the prefix may change on the way', () => {
  const log = new RawLog({ ...PLAIN, isOne: true, prefix: 'a ' });
  const first = log.take(Buffer.from(line({ log: 'e\n', stream: 'stderr' }) + line({ log: 'o\n' })));
  log.prefix = 'ab ';
  const second = log.take(Buffer.from(line({ log: 'e\n', stream: 'stderr' })));
  expect([first, second].map(textOf)).toEqual(['a e\na o\n', 'ab e\n']);
  expect([...first, ...second].map(({ stream }) => stream)).toEqual(['stdout', 'stdout']);
});

test('an endless line is shown in pieces', () => {
  const pieces = Array.from({ length: 100 }, () => ({ log: 'x'.repeat(16_384) }));
  const { stdout } = shown([...pieces, { log: 'end\n' }]);
  expect(stdout.replaceAll('\n', '')).toBe(`${'x'.repeat(1_638_400)}end`);
});

test('lines of other lengths, with attributes of their own, end where they end', () => {
  const text = [
    '{"log":"a\\n","stream":"stdout","time":"2026-01-02T03:04:05Z"}\n',
    '{"log":"b\\n","stream":"stdout","attrs":{"time":"\\"}"},"time":"2026-01-02T03:04:05.5Z"}\n',
    '{"log":"c\\n","stream":"stdout","time":"2026-01-02T03:04:05.123456789Z"}\n',
  ].join('');
  const log = new RawLog({ ...PLAIN, timestamps: true });
  expect(textOf(log.take(Buffer.from(text)))).toBe(
    '2026-01-02T03:04:05.000000000Z a\n2026-01-02T03:04:05.500000000Z b\n2026-01-02T03:04:05.123456789Z c\n',
  );
});

test('lines of both streams come in the order of the log, those of one together', () => {
  const log = new RawLog(PLAIN);
  const lines = ['1', '2', '!3', '!4', '5', '!6'].map((text) =>
    line({ log: `${text}\n`, stream: text.startsWith('!') ? 'stderr' : 'stdout' }),
  );
  const pieces = log.take(Buffer.from(lines.join('')));
  expect(pieces.map(({ stream, bytes }) => [stream, bytes.toString()])).toEqual([
    ['stdout', '1\n2\n'],
    ['stderr', '!3\n!4\n'],
    ['stdout', '5\n'],
    ['stderr', '!6\n'],
  ]);
});
