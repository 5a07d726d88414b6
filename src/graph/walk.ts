import { dependentsOf, type Graph } from './graph.js';

/**
 * What became of a node: `done`; `failed` with what its visit threw; `interrupted` when its visit threw after the walk
 * was told to stop; `skipped` when it was never visited.
 */
export type Outcome =
  | { readonly state: 'done' }
  | { readonly state: 'failed' | 'interrupted'; readonly error: unknown }
  | { readonly state: 'skipped' };

export interface WalkOptions {
  /** Most visits at the same time. */
  readonly limit: number;
  /** Aborting it starts nothing more and aborts the signal given to the running visits. */
  readonly signal: AbortSignal;
  /** After a failure: `stop` acts as if the signal were aborted, `continue` visits all that doesn't depend on it. */
  readonly onFailure: 'stop' | 'continue';
}

/** Outcomes in the order in which they came to be; the skipped ones last. */
export type WalkResult = ReadonlyMap<string, Outcome>;

/**
 * Visits every node after all it depends on, as many at the same time as dependencies and limit allow.
 * A node whose dependency did not end as `done` is never visited. Resolves, and never rejects, when everything that was
 * started has ended. The graph must be free of cycles; nodes on a cycle are skipped.
 */
export async function walk(
  graph: Graph,
  visit: (node: string, signal: AbortSignal) => Promise<void>,
  options: WalkOptions,
): Promise<WalkResult> {
  const stop = new AbortController();
  const abort = () => stop.abort(options.signal.reason);
  if (options.signal.aborted) abort();
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    return await new Walk(graph, visit, options, stop).run();
  } finally {
    options.signal.removeEventListener('abort', abort);
  }
}

class Walk {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #dependents: ReadonlyMap<string, readonly string[]>;
  readonly #missing: Map<string, number>;
  readonly #ready: string[];
  #running = 0;

  constructor(
    private readonly graph: Graph,
    private readonly visit: (node: string, signal: AbortSignal) => Promise<void>,
    private readonly options: WalkOptions,
    private readonly stop: AbortController,
  ) {
    this.#dependents = dependentsOf(graph);
    this.#missing = new Map(
      [...graph].map(([node, dependencies]) => [
        node,
        new Set(dependencies.filter((dependency) => graph.has(dependency))).size,
      ]),
    );
    this.#ready = [...this.#missing].filter(([, count]) => count === 0).map(([node]) => node);
  }

  run(): Promise<WalkResult> {
    return new Promise((resolve) => {
      const proceed = () => {
        while (!this.stop.signal.aborted && this.#running < this.options.limit) {
          const node = this.#ready.shift();
          if (node === undefined) break;
          this.#running += 1;
          void this.#visitOne(node).then(() => {
            this.#running -= 1;
            proceed();
          });
        }
        if (this.#running === 0) resolve(this.#finish());
      };
      proceed();
    });
  }

  async #visitOne(node: string): Promise<void> {
    try {
      await this.visit(node, this.stop.signal);
    } catch (error) {
      const interrupted = this.stop.signal.aborted;
      this.#outcomes.set(node, { state: interrupted ? 'interrupted' : 'failed', error });
      if (this.options.onFailure === 'stop') this.stop.abort(error);
      return;
    }
    this.#outcomes.set(node, { state: 'done' });
    for (const dependent of this.#dependents.get(node) ?? []) {
      const left = (this.#missing.get(dependent) ?? 0) - 1;
      this.#missing.set(dependent, left);
      if (left === 0) this.#ready.push(dependent);
    }
  }

  #finish(): WalkResult {
    for (const node of this.graph.keys()) {
      if (!this.#outcomes.has(node)) this.#outcomes.set(node, { state: 'skipped' });
    }
    return this.#outcomes;
  }
}
