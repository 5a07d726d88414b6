import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterProbe, delayToNextProbe, initialHealth } from '../../../src/orchestrator/health-state.js';

const CHECK = {
  test: ['CMD', 'x'],
  intervalMs: 30_000,
  timeoutMs: 30_000,
  startPeriodMs: 0,
  startIntervalMs: 5_000,
  retries: 3,
};

/** Probes that take no time; answers true to pass. @returns times of the probes and of changes of the status */
function simulate(check: typeof CHECK, passes: (atMs: number) => boolean, untilMs: number) {
  const probes: number[] = [];
  const changes: string[] = [];
  let now = 0;
  let state = initialHealth(check, now);
  while (now <= untilMs) {
    probes.push(now);
    const next = afterProbe(state, check, { passed: passes(now), startedMs: now, endedMs: now });
    if (next.status !== state.status) changes.push(`${now} ${next.status}`);
    state = next;
    now += delayToNextProbe(state, check, now);
  }
  return { probes, changes };
}

it('probes at once and then with doubling pauses until the first success, then at the interval', () => {
  const { probes, changes } = simulate(CHECK, (at) => at >= 1_000, 62_000);
  expect(probes).toEqual([0, 50, 150, 350, 750, 1_550, 31_550, 61_550]);
  expect(changes).toEqual(['1550 healthy']);
});

it('is never unhealthy sooner than Docker, whose first probe comes after an interval', () => {
  const { probes, changes } = simulate(CHECK, () => false, 100_000);
  expect(probes).toContain(30_000);
  expect(changes).toEqual(['90000 unhealthy']);
});

it('counts no failure within the start period, and probes at the start interval there', () => {
  const check = { ...CHECK, startPeriodMs: 20_000, startIntervalMs: 2_000, intervalMs: 10_000, retries: 1 };
  const { probes, changes } = simulate(check, () => false, 40_000);
  expect(probes.slice(0, 9)).toEqual([0, 50, 150, 350, 750, 1_550, 2_000, 4_000, 6_000]);
  expect(Number(changes[0]?.split(' ')[0])).toBeGreaterThanOrEqual(20_000);
});

it('turns unhealthy after so many failures in a row, and healthy again with one success', () => {
  const { changes } = simulate(CHECK, (at) => at === 0 || at > 130_000, 200_000);
  expect(changes).toEqual(['0 healthy', '90000 unhealthy', '150000 healthy']);
});

it('forgets earlier failures with a success', () => {
  const { changes } = simulate({ ...CHECK, retries: 2 }, (at) => (at / 30_000) % 2 === 0, 300_000);
  expect(changes).toEqual(['0 healthy']);
});

it('never pauses for nothing and never longer than the interval', () => {
  fc.assert(
    fc.property(
      fc.record({
        intervalMs: fc.integer({ min: 1, max: 60_000 }),
        startPeriodMs: fc.nat(60_000),
        startIntervalMs: fc.integer({ min: 1, max: 60_000 }),
        retries: fc.integer({ min: 1, max: 5 }),
      }),
      fc.array(fc.boolean(), { maxLength: 50 }),
      (figures, answers) => {
        const check = { ...CHECK, ...figures };
        let now = 0;
        let state = initialHealth(check, now);
        for (const passed of answers) {
          state = afterProbe(state, check, { passed, startedMs: now, endedMs: now + 1 });
          const delay = delayToNextProbe(state, check, now + 1);
          expect(delay).toBeGreaterThan(0);
          expect(delay).toBeLessThanOrEqual(Math.max(check.intervalMs, check.startIntervalMs));
          now += 1 + delay;
        }
      },
    ),
  );
});
