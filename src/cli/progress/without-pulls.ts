import type { ProgressSink } from './sink.js';

/** The same, but for what is told of images and their layers. */
export function withoutPulls(sink: ProgressSink): ProgressSink {
  return {
    step: (step) => {
      if (!(step.parentId ?? step.id).startsWith('Image ')) sink.step(step);
    },
    warning: (message) => sink.warning(message),
    close: () => sink.close(),
  };
}
