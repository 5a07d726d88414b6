import { expect, it } from 'vitest';
import { AbortRule, type AbortWishes } from '../../../../src/cli/session/abort-rule.js';
import type { ContainerEnd } from '../../../../src/spec/operations.js';

function end(service: string, exitCode: number | 'unknown', restarting = false): ContainerEnd {
  return { type: 'exited', container: `demo-${service}-1`, service, index: 1, exitCode, restarting };
}

/** Which ends stop everything, and the code at last. */
function outcome(wishes: AbortWishes, ...ends: readonly ContainerEnd[]) {
  const rule = new AbortRule(wishes);
  return { stops: ends.filter((one) => rule.see(one)).map(({ service }) => service), code: rule.exitCode };
}

it('stops nothing when nothing was asked for', () => {
  expect(outcome({}, end('a', 3))).toEqual({ stops: [], code: 0 });
});

it('stops at the first end, and takes its code', () => {
  const wishes = { abortOnContainerExit: true } as const;
  expect(outcome(wishes, end('a', 0), end('b', 143))).toEqual({ stops: ['a'], code: 0 });
  expect(outcome(wishes, end('a', 7, true), end('a', 7))).toEqual({ stops: ['a'], code: 7 });
  expect(outcome(wishes, end('a', 'unknown'))).toEqual({ stops: ['a'], code: 1 });
});

it('stops at the first failure alone', () => {
  const wishes = { abortOnContainerFailure: true } as const;
  expect(outcome(wishes, end('a', 0), end('b', 4), end('c', 5))).toEqual({ stops: ['b'], code: 4 });
  expect(outcome(wishes, end('a', 0))).toEqual({ stops: [], code: 0 });
  expect(outcome(wishes, end('a', 'unknown'))).toEqual({ stops: ['a'], code: 1 });
});

it('lets only the named service decide', () => {
  const wishes = { exitCodeFrom: 'test' };
  expect(outcome(wishes, end('seed', 0), end('test', 5), end('db', 143))).toEqual({
    stops: ['test'],
    code: 5,
  });
  expect(outcome(wishes, end('seed', 1))).toEqual({ stops: [], code: 0 });
});

it('takes the code of the named service also where another one stops all', () => {
  const exit = { exitCodeFrom: 'test', abortOnContainerExit: true } as const;
  expect(outcome(exit, end('seed', 1), end('test', 143))).toEqual({ stops: ['seed'], code: 143 });
  const failure = { exitCodeFrom: 'test', abortOnContainerFailure: true } as const;
  expect(outcome(failure, end('seed', 1), end('test', 0))).toEqual({ stops: ['seed'], code: 0 });
  expect(outcome(failure, end('seed', 1))).toEqual({ stops: ['seed'], code: 1 });
});
