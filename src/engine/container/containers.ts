import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { TscomposeError, toTscomposeError } from '../../base/errors.js';
import type { Successor } from '../../spec/engine.js';
import type { KeptBytes } from '../../spec/file-contents.js';
import type { Mendable } from '../../spec/repair.js';
import { isCorrupt, setAside } from '../store/damage.js';
import { mountedHierarchies } from './cgroups.js';
import { Container } from './container.js';
import { notFound } from './container-errors.js';
import type { ContainerParts, Peer } from './container-parts.js';
import { cgroupPath } from './container-paths.js';
import { type ContainerRecord, NEW_STATE, type StateRecord } from './container-record.js';
import { DamagedContainers } from './damaged-containers.js';
import { takeOverOrEnd } from './end-unreachable.js';
import { freeze, thaw } from './freeze.js';
import { keepFiles } from './kept-files.js';
import { requireMachineCan } from './machine-limits.js';
import { mergeImageConfig, resolveMounts } from './merge-image-config.js';
import { isHeld } from './take-over.js';

const ID_BYTES = 32;

/** All containers of one state root. */
export class Containers {
  readonly #parts: ContainerParts;
  readonly #byId = new Map<string, Container>();
  /** Names in use, those of containers being created among them. */
  readonly #names = new Set<string>();
  /** Of containers that run though their records are lost, by id. */
  readonly #lostNames = new Map<string, string>();
  readonly #damaged: DamagedContainers;
  /** Containers whose removal failed → id of what was recorded to take their place. */
  readonly #successors = new Map<string, string>();

  constructor(given: Omit<ContainerParts, 'peerOf'>) {
    const parts: ContainerParts = { ...given, peerOf: (name) => this.#peerOf(name) };
    this.#parts = parts;
    this.#damaged = new DamagedContainers(parts, (id) => this.#freeName(id));
  }

  /**
   * Takes over what runs, settles what ended, and finishes or undoes what was cut short.
   * @returns ids of the running containers, also of those that nothing else is known of
   */
  async recover(): Promise<readonly string[]> {
    await this.#parts.files.recover();
    const ids = await this.#parts.files.ids();
    const hierarchies = mountedHierarchies();
    await Promise.all(ids.map((id) => this.#guarded(() => this.#recoverOne(id, hierarchies))));
    const running = this.list().filter((container) => container.running);
    return [...running.map((container) => container.record.id), ...this.#damaged.living];
  }

  /** Files that cannot be used. */
  damages(): Promise<readonly Mendable[]> {
    return this.#damaged.damages(this.list());
  }

  /** Names of containers whose records are lost; undefined for one that nobody knows by name any more. */
  get lost(): readonly (string | undefined)[] {
    return this.#damaged.ids.map((id) => this.#lostNames.get(id));
  }

  /** Keeps the names of containers that run though their records are lost from being given to others. */
  keepNames(nameOf: (id: string) => string | undefined): void {
    for (const id of this.#damaged.living) {
      const name = nameOf(id);
      if (name === undefined) continue;
      this.#names.add(name);
      this.#lostNames.set(id, name);
    }
  }

  /** Ends those that have lost their place in the network: they run, but nobody reaches them. @param isAttached by id */
  async endWithout(isAttached: (id: string) => boolean): Promise<void> {
    const cutOff = this.list().filter(
      ({ running, record }) => running && record.spec.networks.length > 0 && !isAttached(record.id),
    );
    for (const container of cutOff) {
      const { name } = container.record.spec;
      this.#parts.onFault(
        new TscomposeError('STATE_CORRUPT', `${name} has lost its network, and is ended`, { subject: name }),
      );
      await container.endRun();
      await container.ended();
    }
  }

  #freeName(id: string): void {
    const name = this.#lostNames.get(id);
    if (name !== undefined) this.#names.delete(name);
    this.#lostNames.delete(id);
  }

  /** Finishes the removals that a killed engine had begun. To be called once the network has recovered. */
  async finishRemovals(): Promise<void> {
    const replaced = new Set(this.list().map(({ record }) => record.replaces));
    const begun = this.list().flatMap(({ record: { id }, removal }) =>
      removal === null && !replaced.has(id) ? [] : [{ id, volumes: removal?.volumes ?? false }],
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

  #peerOf(name: string): Peer | undefined {
    try {
      const { record, pid } = this.named(name);
      return { record, ...(pid === undefined ? {} : { pid }) };
    } catch (error) {
      if (error instanceof TscomposeError && error.code === 'CONTAINER_NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** @throws NAME_CONFLICT, IMAGE_NOT_FOUND, CONTAINER_START when there is no command to run */
  async create(wanted: Successor, contents: KeptBytes): Promise<string> {
    const { spec } = wanted;
    if (this.#names.has(spec.name))
      throw nameConflict(spec.name, [...this.#lostNames.values()].includes(spec.name));
    this.#names.add(spec.name);
    try {
      return this.#add(await this.#create(wanted, contents));
    } catch (error) {
      this.#names.delete(spec.name);
      throw error;
    }
  }

  /**
   * The successor's record comes first: a removal that fails or is cut short then leaves one that has the volumes.
   * @param contents of files that the successor gets copies of
   * @param volumes whether anonymous volumes go with the old one
   * @returns id of the successor
   */
  async replace(id: string, successor: Successor, contents: KeptBytes, volumes: boolean): Promise<string> {
    const old = this.#byId.get(id);
    const { name } = successor.spec;
    if (old === undefined) return this.create(successor, contents);
    if (name !== old.record.spec.name && this.#names.has(name)) throw nameConflict(name, false);
    await this.#dropSuccessor(id);
    const container = await this.#create(successor, contents, id);
    this.#successors.set(id, container.record.id);
    this.#names.add(name);
    await old.remove({ volumes });
    this.#successors.delete(id);
    this.#forget(old);
    return this.#add(container);
  }

  /** @throws NAME_CONFLICT, CONTAINER_NOT_FOUND */
  async rename(id: string, name: string): Promise<void> {
    const container = this.get(id);
    const before = container.record.spec.name;
    if (this.#names.has(name)) throw nameConflict(name, [...this.#lostNames.values()].includes(name));
    this.#names.add(name);
    try {
      await container.rename(name);
    } catch (error) {
      this.#names.delete(name);
      throw error;
    }
    this.#names.delete(before);
  }

  /** Absent is success. @param volumes whether anonymous volumes go too */
  async remove(id: string, volumes: boolean): Promise<void> {
    const container = this.#byId.get(id);
    if (container === undefined) return;
    await this.#dropSuccessor(id);
    await container.remove({ volumes });
    this.#forget(container);
  }

  /** Lets go of all that run. */
  async leave(): Promise<void> {
    await Promise.all(this.list().map((container) => container.leave()));
  }

  #add(container: Container): string {
    const { id, createdAt, spec } = container.record;
    this.#byId.set(id, container);
    this.#names.add(spec.name);
    const { name, image, labels } = spec;
    this.#parts.emit({ type: 'container-created', id, name, image, labels, time: createdAt });
    return id;
  }

  #forget({ record: { id, spec } }: Container): void {
    this.#byId.delete(id);
    const isKept = this.list().some(({ record }) => record.spec.name === spec.name);
    if (!isKept) this.#names.delete(spec.name);
  }

  /** One that was recorded for a removal that then failed. */
  async #dropSuccessor(id: string): Promise<void> {
    const successor = this.#successors.get(id);
    if (successor === undefined) return;
    await this.#removeFiles(successor);
    this.#successors.delete(id);
  }

  async #removeFiles(id: string): Promise<void> {
    const { files, rootfs } = this.#parts;
    await rootfs(files.paths(id).directory).remove();
    await files.remove(id);
  }

  async #create(
    { spec, anonymousVolumes }: Successor,
    contents: KeptBytes,
    replaces?: string,
  ): Promise<Container> {
    requireMachineCan(spec);
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
      ...(replaces === undefined ? {} : { replaces }),
    };
    try {
      await this.#parts.files.create(record, async (directory) => {
        await this.#parts.rootfs(directory).create();
        await keepFiles(spec, this.#parts.files.paths(id), contents);
      });
    } catch (error) {
      // Above all a full disk: what is made so far takes room, too.
      await this.#guarded(() => this.#removeFiles(id));
      throw error;
    }
    return new Container(this.#parts, record, NEW_STATE);
  }

  async #recoverOne(id: string, hierarchies: readonly string[]): Promise<void> {
    const record = await this.#recordOf(id);
    const cgroup = cgroupPath(this.#parts.scope, id);
    // What runs though nothing is known of it must be able to end.
    if (record === undefined) return thaw(hierarchies, cgroup);
    const live = await takeOverOrEnd(this.#parts, id, hierarchies);
    const state = await this.#stateOf(record, live !== undefined);
    const container = new Container(this.#parts, record, state);
    this.#byId.set(id, container);
    this.#names.add(record.spec.name);
    if (live === undefined) return container.settle();
    container.adopt(live);
    if (container.paused) await freeze(hierarchies, cgroup);
    else thaw(hierarchies, cgroup);
  }

  /** Undefined when there is no container: its creation was cut short, or its record is damaged. */
  async #recordOf(id: string): Promise<ContainerRecord | undefined> {
    const { files, addon, onFault } = this.#parts;
    const paths = files.paths(id);
    try {
      // Whatever ran once had a record.
      if (files.hasRun(id)) return await files.requireRecord(id);
      const record = await files.readRecord(id);
      if (record !== undefined) return record;
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.#damaged.add(id, error, isHeld(addon, paths.lock));
      onFault(error);
      return undefined;
    }
    await this.#removeFiles(id);
    return undefined;
  }

  /** A damaged state is made up: what runs shows itself, and what doesn't stays down until somebody wants it. */
  async #stateOf({ id, createdAt }: ContainerRecord, lives: boolean): Promise<StateRecord> {
    const { files, onFault, root } = this.#parts;
    try {
      return await files.readState(id);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      onFault(error);
    }
    const { log, state } = files.paths(id);
    await setAside(root, state);
    if (lives || !existsSync(log)) return NEW_STATE;
    return { ...NEW_STATE, run: { phase: 'running', pid: 0, startedAt: createdAt }, stoppedByUser: true };
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

function nameConflict(name: string, isLost: boolean): TscomposeError {
  return new TscomposeError('NAME_CONFLICT', `a container named ${name} exists already`, {
    action: 'create container',
    subject: name,
    ...(isLost
      ? { hint: 'Its record is damaged: "tscompose engine repair" ends it and sets it aside.' }
      : {}),
  });
}
