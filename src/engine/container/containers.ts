import { randomBytes } from 'node:crypto';
import { TscomposeError, toTscomposeError } from '../../base/errors.js';
import type { ContainerSpec } from '../../spec/container.js';
import { mountedHierarchies } from './cgroups.js';
import { Container, notFound } from './container.js';
import type { ContainerParts } from './container-parts.js';
import { cgroupPath } from './container-paths.js';
import { type ContainerRecord, NEW_STATE } from './container-record.js';
import { thaw } from './freeze.js';
import { mergeImageConfig, resolveMounts } from './merge-image-config.js';
import { takeOver } from './take-over.js';

const ID_BYTES = 32;

/** All containers of one state root. */
export class Containers {
  readonly #parts: ContainerParts;
  readonly #byId = new Map<string, Container>();
  /** Names in use, those of containers being created among them. */
  readonly #names = new Set<string>();

  constructor(parts: ContainerParts) {
    this.#parts = parts;
  }

  /**
   * Takes over what runs, settles what ended, and finishes or undoes what was cut short.
   * @returns ids of the running containers
   */
  async recover(): Promise<readonly string[]> {
    const ids = await this.#parts.files.ids();
    const hierarchies = mountedHierarchies();
    await Promise.all(ids.map((id) => this.#guarded(() => this.#recoverOne(id, hierarchies))));
    return this.list()
      .filter((container) => container.running)
      .map((container) => container.record.id);
  }

  /** Finishes the removals that a killed engine had begun. To be called once the network has recovered. */
  async finishRemovals(): Promise<void> {
    const begun = this.list().flatMap(({ record, removal }) =>
      removal === null ? [] : [{ id: record.id, ...removal }],
    );
    await Promise.all(begun.map(({ id, volumes }) => this.#guarded(() => this.remove(id, volumes))));
  }

  /** Sorted by name. */
  list(): readonly Container[] {
    return [...this.#byId.values()].sort((a, b) => (a.record.spec.name < b.record.spec.name ? -1 : 1));
  }

  find(id: string): Container | undefined {
    return this.#byId.get(id);
  }

  /** @throws CONTAINER_NOT_FOUND */
  get(id: string): Container {
    const container = this.#byId.get(id);
    if (container === undefined) throw notFound(id);
    return container;
  }

  /** By name, id, or the beginning of an id that fits one only. @throws CONTAINER_NOT_FOUND */
  named(text: string): Container {
    const exact = this.list().find(({ record }) => record.id === text || record.spec.name === text);
    if (exact !== undefined) return exact;
    const [first, second] = this.list().filter(({ record }) => text !== '' && record.id.startsWith(text));
    if (first !== undefined && second === undefined) return first;
    throw new TscomposeError('CONTAINER_NOT_FOUND', `No such container: ${text}`, {
      subject: text,
      ...(first === undefined ? {} : { hint: 'Several ids begin so; give more of it.' }),
    });
  }

  /** @throws NAME_CONFLICT, IMAGE_NOT_FOUND, CONTAINER_START when there is no command to run */
  async create(spec: ContainerSpec, anonymousVolumes: Readonly<Record<string, string>>): Promise<string> {
    if (this.#names.has(spec.name)) throw nameConflict(spec.name);
    this.#names.add(spec.name);
    try {
      const container = await this.#create(spec, anonymousVolumes);
      this.#byId.set(container.record.id, container);
      const { id, createdAt } = container.record;
      this.#parts.emit({ type: 'container-created', id, name: spec.name, time: createdAt });
      return id;
    } catch (error) {
      this.#names.delete(spec.name);
      throw error;
    }
  }

  /** Absent is success. @param volumes whether anonymous volumes go too */
  async remove(id: string, volumes: boolean): Promise<void> {
    const container = this.#byId.get(id);
    if (container === undefined) return;
    await container.remove({ volumes });
    this.#byId.delete(id);
    this.#names.delete(container.record.spec.name);
  }

  /** Lets go of all that run. */
  async leave(): Promise<void> {
    await Promise.all(this.list().map((container) => container.leave()));
  }

  async #create(spec: ContainerSpec, anonymousVolumes: Readonly<Record<string, string>>): Promise<Container> {
    const image = await this.#parts.images.find(spec.image);
    if (image === undefined) {
      throw new TscomposeError('IMAGE_NOT_FOUND', `the image ${spec.image} of ${spec.name} is not here`, {
        action: 'create container',
        subject: spec.image,
        hint: 'Pull or load it first.',
      });
    }
    const id = randomHex();
    const record: ContainerRecord = {
      id,
      createdAt: new Date().toISOString(),
      spec,
      imageId: image.id,
      process: mergeImageConfig(id, spec, image.config),
      mounts: resolveMounts(spec, image.config, (target) => anonymousVolumes[target] ?? randomHex()),
    };
    await this.#parts.files.create(record, (directory) => this.#parts.rootfs(directory).create());
    return new Container(this.#parts, record, NEW_STATE);
  }

  async #recoverOne(id: string, hierarchies: readonly string[]): Promise<void> {
    const { files, addon } = this.#parts;
    const record = await files.readRecord(id);
    if (record === undefined) {
      await this.#parts.rootfs(files.paths(id).directory).remove();
      await files.remove(id);
      return;
    }
    const container = new Container(this.#parts, record, await files.readState(id));
    this.#byId.set(id, container);
    this.#names.add(record.spec.name);
    const live = await takeOver(addon, files.paths(id));
    if (live === undefined) return container.settle();
    container.adopt(live);
    thaw(hierarchies, cgroupPath(this.#parts.scope, id));
  }

  /** One container that cannot be recovered must not keep the engine from looking after the others. */
  async #guarded(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#parts.onFault(toTscomposeError(error));
    }
  }
}

function randomHex(): string {
  return randomBytes(ID_BYTES).toString('hex');
}

function nameConflict(name: string): TscomposeError {
  return new TscomposeError('NAME_CONFLICT', `a container named ${name} exists already`, {
    action: 'create container',
    subject: name,
  });
}
