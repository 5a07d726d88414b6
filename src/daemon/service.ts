import { API_VERSION, type EngineClient } from '../api/messages.js';
import { VERSION } from '../base/version.js';
import type { Bindings } from '../spec/bindings.js';
import type { ContainerViews } from '../spec/container-views.js';
import type { Copying } from '../spec/copying.js';
import type { Engine } from '../spec/engine.js';
import type { ImageEngine } from '../spec/image-engine.js';
import type { Orchestrator } from '../spec/orchestrator.js';
import type { Repairs } from '../spec/repair.js';
import { EventHistory } from './event-history.js';

export interface ServiceOptions {
  readonly engine: Engine & ImageEngine & ContainerViews & Copying & Repairs;
  readonly orchestrator: Orchestrator;
  readonly bindings: Bindings;
  readonly root: string;
  /** Called when a client asks the engine to end. */
  readonly onStop: () => void;
}

/** The engine process as its clients see it. */
export function createService({
  engine,
  orchestrator,
  bindings,
  root,
  onStop,
}: ServiceOptions): EngineClient {
  const startedAt = new Date().toISOString();
  const history = new EventHistory(engine);
  return {
    status: async () => {
      const { containers } = await engine.observe();
      const running = containers.filter(({ state }) => state.status === 'running').length;
      return {
        apiVersion: API_VERSION,
        version: VERSION,
        pid: process.pid,
        root,
        startedAt,
        containers: { running, total: containers.length },
        damaged: (await engine.damages()).length,
      };
    },
    stopEngine: async () => onStop(),
    damages: () => engine.damages(),
    repair: () => engine.repair(),
    bindStack: (name, request) => bindings.bindStack(name, request),
    releaseStack: (name) => bindings.releaseStack(name),
    up: (name, request, signal) => orchestrator.up(name, request, signal),
    plan: (_name, request, signal) => orchestrator.plan(request, signal),
    down: (name, request, signal) => orchestrator.down(name, request, signal),
    stop: (name, request, signal) => orchestrator.stop(name, request, signal),
    start: (name, request, signal) => orchestrator.start(name, request, signal),
    restart: (name, request, signal) => orchestrator.restart(name, request, signal),
    remove: (name, request, signal) => orchestrator.remove(name, request, signal),
    kill: (name, request, signal) => orchestrator.kill(name, request, signal),
    run: (name, request, signal) => orchestrator.run(name, request, signal),
    pause: (name, request, signal) => orchestrator.pause(name, request, signal),
    pull: (request, signal) => orchestrator.pull(request, signal),
    push: (request, signal) => orchestrator.push(request, signal),
    resolveImage: ({ reference, logins = {} }, signal) =>
      engine.registries.resolve(reference, logins, signal),
    login: (request, signal) => engine.registries.login(request, signal),
    search: (request, signal) => engine.registries.search(request, signal),
    load: (path, signal) => orchestrator.load(path, signal),
    ps: (name) => orchestrator.ps(name),
    logs: (name, request, signal) => orchestrator.logs(name, request, signal),
    execTarget: (name, request) => orchestrator.execTarget(name, request),
    attachTarget: (name, request) => orchestrator.attachTarget(name, request),
    containerAttachTarget: (name) => orchestrator.containerAttachTarget(name),
    containerLogs: (name, request, signal) => orchestrator.containerLogs(name, request, signal),
    signalContainer: (name, { signal }) => orchestrator.signalContainer(name, signal),
    inspectContainer: (name) => orchestrator.inspect(name),
    loadArchive: (archive, signal) => orchestrator.load(archive, signal),
    images: () => engine.listImages(),
    inspectImage: (image) => engine.inspectImage(image),
    tagImage: ({ source, target }) => engine.tagImage(source, target),
    removeImage: (request) => engine.removeImage(request),
    pruneImages: (request) => engine.pruneImages(request),
    saveImages: (request, signal) => engine.saveImages(request, signal),
    importImage: (request, archive, signal) => engine.importImage(request, archive, signal),
    verifyImages: (signal) => engine.verifyImages(signal),
    diskUsage: () => engine.diskUsage(),
    exportContainer: (container, signal) => engine.exportContainer(container, signal),
    commitContainer: (container, request, signal) => engine.commitContainer(container, request, signal),
    containerChanges: (container) => engine.containerChanges(container),
    containers: () => orchestrator.containers(),
    ...orchestrator.single,
    listVolumes: () => engine.listVolumes(),
    top: (container, psArgs) => engine.top(container, psArgs),
    copyFiles: (container, request, signal) => engine.copyFiles(container, request, signal),
    copyOut: (container, request, signal) => engine.copyOut(container, request, signal),
    copyIn: (container, request, archive, signal) => engine.copyIn(container, request, archive, signal),
    stats: (request, signal) => engine.stats(request, signal),
    events: (signal, request = {}) => history.follow(request, signal),
  };
}
