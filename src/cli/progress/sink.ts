import type { StepProgress } from '../../spec/operations.js';

/** Shows how an operation goes on, on standard error. */
export interface ProgressSink {
  step(step: StepProgress): void;
  warning(message: string): void;
  /** Nothing more comes; resolves when all of it is on the screen. */
  close(): Promise<void>;
}
