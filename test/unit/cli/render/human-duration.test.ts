import { expect, test } from 'vitest';
import { humanDuration } from '../../../../src/cli/render/human-duration.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-5, 'Less than a second'],
  [999, 'Less than a second'],
  [SECOND, '1 second'],
  [59 * SECOND, '59 seconds'],
  [MINUTE, 'About a minute'],
  [2 * MINUTE - 1, 'About a minute'],
  [46 * MINUTE, '46 minutes'],
  [HOUR, 'About an hour'],
  [47 * HOUR, '47 hours'],
  [2 * DAY, '2 days'],
  [13 * DAY, '13 days'],
  [14 * DAY, '2 weeks'],
  [60 * DAY, '2 months'],
  [365 * DAY * 2, '2 years'],
])('%i ms is "%s"', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});
