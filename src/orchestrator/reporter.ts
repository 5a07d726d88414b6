import type { PullProgress } from '../spec/engine.js';
import type { OperationEvent, StepProgress } from '../spec/operations.js';
import type { PushProgress } from '../spec/registry.js';

export type Emit = (event: OperationEvent) => void;

type Kind = 'Container' | 'Network' | 'Volume' | 'Image' | 'Layer';

/** Tells the progress of steps in Docker Compose's words. */
export class Reporter {
  /** What was told last of an object, so that two steps of one replacement tell it once. */
  readonly #told = new Map<string, string>();

  /** @param now milliseconds; tells how fast counts of bytes follow each other */
  constructor(
    private readonly emit: Emit,
    private readonly now: () => number = () => performance.now(),
  ) {}

  warn(message: string): void {
    this.emit({ type: 'warning', message });
  }

  step(
    kind: Kind,
    name: string,
    state: StepProgress['state'],
    text: string,
    rest: Partial<Pick<StepProgress, 'details' | 'total'>> = {},
  ): void {
    const id = `${kind} ${name}`;
    if (this.#told.get(id) === text) return;
    this.#told.set(id, text);
    this.emit({ type: 'step', id, state, text, ...rest });
  }

  /** Tells the layers of an image that is being pulled. */
  layers(reference: string): (progress: PullProgress) => void {
    const tell = this.#transfers(reference);
    return ({ layer, phase, ...bytes }) => {
      if (layer !== undefined) tell(layer, LAYER_TEXT[phase], phase === 'done' || phase === 'exists', bytes);
    };
  }

  /** Tells the layers of an archive's images as they are unpacked; of those that are there already nothing, as Docker does. */
  loading(): (progress: PullProgress) => void {
    return ({ layer, phase, totalBytes }) => {
      if (layer === undefined || phase === 'exists') return;
      const isDone = phase === 'done';
      const text = isDone ? 'Loaded' : 'Loading layer';
      const size = totalBytes === undefined ? {} : { total: totalBytes };
      this.step('Layer', shortDigest(layer), isDone ? 'done' : 'working', text, size);
    };
  }

  /** Tells the layers of an image that is being pushed. */
  uploads(reference: string): (progress: PushProgress) => void {
    const tell = this.#transfers(reference);
    return ({ layer, phase, from, ...bytes }) => {
      const text = `${UPLOAD_TEXT[phase]}${from === undefined ? '' : ` ${from}`}`;
      tell(layer, text, phase !== 'waiting' && phase !== 'pushing', bytes);
    };
  }

  #transfers(reference: string) {
    const last = new Map<string, { readonly text: string; readonly at: number }>();
    return (layer: string, text: string, isDone: boolean, { currentBytes, totalBytes }: Bytes) => {
      const at = this.now();
      const before = last.get(layer);
      // A count of bytes changes with each packet; nobody reads it so fast.
      const isNews = before?.text !== text || at - before.at >= COUNT_EVERY_MS || currentBytes === totalBytes;
      if (!isNews) return;
      last.set(layer, { text, at });
      this.emit({
        type: 'step',
        id: shortDigest(layer),
        parentId: `Image ${reference}`,
        state: isDone ? 'done' : 'working',
        text,
        ...(currentBytes === undefined ? {} : { current: currentBytes }),
        ...(totalBytes === undefined ? {} : { total: totalBytes }),
      });
    };
  }
}

function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

interface Bytes {
  readonly currentBytes?: number;
  readonly totalBytes?: number;
}

const COUNT_EVERY_MS = 100;

const LAYER_TEXT: Readonly<Record<PullProgress['phase'], string>> = {
  resolving: 'Waiting',
  waiting: 'Waiting',
  downloading: 'Downloading',
  extracting: 'Extracting',
  done: 'Pull complete',
  exists: 'Already exists',
};

const UPLOAD_TEXT: Readonly<Record<PushProgress['phase'], string>> = {
  waiting: 'Waiting',
  pushing: 'Pushing',
  done: 'Pushed',
  exists: 'Layer already exists',
  mounted: 'Mounted from',
};
