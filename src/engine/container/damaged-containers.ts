import { statSync } from 'node:fs';
import type { TscomposeError } from '../../base/errors.js';
import type { Mendable } from '../../spec/repair.js';
import { corruptionOf, damageOf, setAside } from '../store/damage.js';
import type { Container } from './container.js';
import type { ContainerParts } from './container-parts.js';
import { killRun } from './kill-run.js';

/** Containers whose record is lost. One that runs is left in peace until it is repaired: nothing else is known of it. */
export class DamagedContainers {
  readonly #parts: ContainerParts;
  readonly #onGone: (id: string) => void;
  readonly #byId = new Map<string, { readonly error: TscomposeError; readonly lives: boolean }>();

  /** @param onGone told of one that has been put away */
  constructor(parts: ContainerParts, onGone: (id: string) => void) {
    this.#parts = parts;
    this.#onGone = onGone;
  }

  add(id: string, error: TscomposeError, lives: boolean): void {
    this.#byId.set(id, { error, lives });
  }

  get ids(): readonly string[] {
    return [...this.#byId.keys()];
  }

  /** Those that run. */
  get living(): readonly string[] {
    return [...this.#byId].filter(([, { lives }]) => lives).map(([id]) => id);
  }

  /** What is wrong with these, and with the files of containers that are known well. */
  async damages(known: readonly Container[]): Promise<readonly Mendable[]> {
    const lost = [...this.#byId].flatMap(([id, { error }]) => {
      const damage = damageOf(error, 'container', 'set aside');
      return damage === undefined ? [] : [{ ...damage, mend: () => this.#putAway(id) }];
    });
    const written = await Promise.all(known.map((container) => this.#damagesOf(container)));
    return [...lost, ...written.flat()];
  }

  async #putAway(id: string): Promise<string> {
    const { addon, files, network, root } = this.#parts;
    await killRun(addon, files.paths(id));
    this.#onGone(id);
    await network.detach(id, { forget: true });
    const movedTo = await setAside(root, files.paths(id).directory);
    await files.remove(id);
    this.#byId.delete(id);
    return movedTo;
  }

  async #damagesOf(container: Container): Promise<readonly Mendable[]> {
    const { files, root } = this.#parts;
    const { record } = container;
    const checks = [
      { read: () => files.requireRecord(record.id), write: () => files.writeRecord(record) },
      { read: () => files.readState(record.id), write: () => container.rewriteState() },
    ];
    const { log } = files.paths(record.id);
    const isDirectory = statSync(log, { throwIfNoEntry: false })?.isDirectory() === true;
    const odd = { kind: 'container', path: log, why: 'it is a directory', remedy: 'set aside' } as const;
    const logs: readonly Mendable[] = isDirectory ? [{ ...odd, mend: () => setAside(root, log) }] : [];
    const found = await Promise.all(
      checks.map(async ({ read, write }) => {
        const error = await corruptionOf(read);
        const damage = damageOf(error, 'container', 'rewrite');
        if (damage === undefined) return [];
        const mend = async () => {
          const movedTo = await setAside(root, damage.path).catch(absent);
          await write();
          return movedTo;
        };
        return [{ ...damage, mend }];
      }),
    );
    return [...logs, ...found.flat()];
  }
}

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
