import type { ProgressSink } from './sink.js';

/** Shows nothing but errors, which are not progress. */
export const quietProgress: ProgressSink = {
  step() {},
  warning() {},
  async close() {},
};
