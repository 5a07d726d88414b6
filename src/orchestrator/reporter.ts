import type { PullProgress } from '../spec/engine.js';
import type { OperationEvent, StepProgress } from '../spec/operations.js';

export type Emit = (event: OperationEvent) => void;

type Kind = 'Container' | 'Network' | 'Volume' | 'Image';

/** Tells the progress of steps in Docker Compose's words. */
export class Reporter {
  /** What was told last of an object, so that two steps of one replacement tell it once. */
  readonly #told = new Map<string, string>();

  constructor(private readonly emit: Emit) {}

  warn(message: string): void {
    this.emit({ type: 'warning', message });
  }

  step(
    kind: Kind,
    name: string,
    state: StepProgress['state'],
    text: string,
    rest: Partial<Pick<StepProgress, 'details'>> = {},
  ): void {
    const id = `${kind} ${name}`;
    if (this.#told.get(id) === text) return;
    this.#told.set(id, text);
    this.emit({ type: 'step', id, state, text, ...rest });
  }

  /** One layer of an image that is being pulled. */
  layer(reference: string, progress: PullProgress): void {
    if (progress.layer === undefined) return;
    const { phase, currentBytes, totalBytes } = progress;
    const text = LAYER_TEXT[phase];
    this.emit({
      type: 'step',
      id: progress.layer.replace(/^sha256:/, '').slice(0, 12),
      parentId: `Image ${reference}`,
      state: phase === 'done' || phase === 'exists' ? 'done' : 'working',
      text,
      ...(currentBytes === undefined ? {} : { current: currentBytes }),
      ...(totalBytes === undefined ? {} : { total: totalBytes }),
    });
  }
}

const LAYER_TEXT: Readonly<Record<PullProgress['phase'], string>> = {
  resolving: 'Waiting',
  waiting: 'Waiting',
  downloading: 'Downloading',
  extracting: 'Extracting',
  done: 'Pull complete',
  exists: 'Already exists',
};
