import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import type { AttachedStart } from '../../spec/engine.js';
import type { VolumeSpec } from '../../spec/objects.js';
import { HOST_GATEWAY } from '../../spec/options/names.js';
import type { NetworkEndpoint } from '../../spec/parts.js';
import { startSettings } from './apply-limits.js';
import { prepareBindSources } from './bind-sources.js';
import { mountedHierarchies, removeCgroup } from './cgroups.js';
import type { ContainerParts } from './container-parts.js';
import { cgroupPath, shortId } from './container-paths.js';
import type { ContainerRecord } from './container-record.js';
import { reaped, released } from './monitor-end.js';
import { MonitorLink } from './monitor-link.js';
import { oomScoreAdj } from './process-limits.js';
import { processNow } from './process-now.js';
import { openShared } from './shared-namespaces.js';
import { stackPath } from './stack-path.js';
import { startFailure } from './start-failure.js';
import { startMessage } from './start-message.js';
import { writeNetworkFiles } from './write-network-files.js';

/** A running container as its engine holds it. */
export interface LiveRun {
  readonly link: MonitorLink;
  /** Of the container's init, as the host sees it. */
  readonly pid: number;
  readonly startedAt: string;
  /** Milliseconds of CLOCK_MONOTONIC; absent when an old monitor doesn't tell. */
  readonly startedMs?: number;
  /** Resolves when the monitor is gone with all that it held; call it once the link has ended. */
  readonly gone: () => Promise<void>;
}

/**
 * Runs a container: validates all, wires its network, then has a monitor start it. Undone wholly when it throws.
 * @throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, PORT_IN_USE, MOUNT_SOURCE_MISSING, CONTAINER_START, CANCELLED
 */
export async function launch(
  parts: ContainerParts,
  made: ContainerRecord,
  signal: AbortSignal,
  attach?: AttachedStart,
): Promise<LiveRun> {
  const record = { ...made, process: processNow(parts, made) };
  const { id } = record;
  const image = await parts.images.root(record.imageId);
  await prepareBindSources(record);
  const volumeData = await ensureVolumes(parts, record);
  throwIfAborted(signal);
  using shared = openShared(parts, record);
  const endpoint = shared.endpoint ?? (await joinNetwork(parts, record));
  try {
    requireHostGateway(record, endpoint);
    writeNetworkFiles(parts, record, endpoint, shared);
    throwIfAborted(signal);
    const paths = parts.files.paths(id);
    const start = startMessage({
      record,
      paths,
      scope: parts.scope,
      overlay: parts.rootfs(paths.directory).overlay(image),
      endpoint,
      shared,
      namePaths: parts.files.paths(shared.networkOf?.id ?? id),
      volumeData,
      engineCommand: parts.engineCommand,
      cgroupSettings: startSettings(record.spec),
      oomScoreAdj: oomScoreAdj(record.spec),
      ...(attach === undefined ? {} : { attach }),
    });
    return await runMonitor(parts, record, start, signal, attach?.onListening);
  } catch (error) {
    await parts.network.detach(id, { forget: false });
    throw error;
  }
}

async function joinNetwork(
  { network }: ContainerParts,
  { id, spec, process }: ContainerRecord,
): Promise<NetworkEndpoint> {
  try {
    return await network.attach({
      containerId: id,
      names: networkNames(spec.name, { id, process }),
      attachments: spec.networks,
      ports: spec.ports,
    });
  } catch (error) {
    if (!(error instanceof TscomposeError) || error.code !== 'PORT_IN_USE') throw error;
    // The network knows nothing of stack files.
    const path = stackPath(spec, 'ports');
    throw new TscomposeError(error.code, error.message, { ...error.details, path });
  }
}

/** What others on its networks find a container by; its own name is the first. */
export function networkNames(
  name: string,
  { id, process }: Pick<ContainerRecord, 'id' | 'process'>,
): readonly string[] {
  return [...new Set([name, shortId(id), process.hostname])];
}

async function ensureVolumes(
  parts: ContainerParts,
  record: ContainerRecord,
): Promise<ReadonlyMap<string, string>> {
  const names = record.mounts.flatMap((mount) => (mount.type === 'volume' ? [mount.volume] : []));
  const volumes = await Promise.all(names.map((name) => parts.volumes.ensure({ name, labels: {} })));
  for (const { spec } of volumes) requireDevice(spec, record);
  return new Map(volumes.map(({ spec, mountpoint }) => [spec.name, mountpoint]));
}

/** @throws MOUNT_SOURCE_MISSING */
function requireDevice({ name, device, labels }: VolumeSpec, { spec }: ContainerRecord): void {
  if (device === undefined || existsSync(device)) return;
  const key = labels['com.docker.compose.volume'];
  throw new TscomposeError(
    'MOUNT_SOURCE_MISSING',
    `${device}, where the data of volume ${name} is to be, does not exist: ${spec.name} needs it`,
    {
      action: 'start container',
      subject: device,
      ...(key === undefined ? {} : { path: ['volumes', key, 'driver_opts', 'device'] }),
      hint: 'Make it, or correct the path; another path counts once the volume was removed ("down -v").',
    },
  );
}

/** @throws CONTAINER_START when names are to lead to this machine, and no network does */
function requireHostGateway({ spec }: ContainerRecord, { hostGateway }: NetworkEndpoint): void {
  const wanted = spec.extraHosts?.some((host) => host.endsWith(`:${HOST_GATEWAY}`));
  if (!wanted || hostGateway !== undefined) return;
  throw new TscomposeError(
    'CONTAINER_START',
    `${spec.name} is on no network by which "${HOST_GATEWAY}" could be reached`,
    {
      action: 'start container',
      subject: spec.name,
      path: stackPath(spec, 'extra_hosts'),
    },
  );
}

async function runMonitor(
  parts: ContainerParts,
  record: ContainerRecord,
  start: ReturnType<typeof startMessage>,
  signal: AbortSignal,
  onListening?: () => void,
): Promise<LiveRun> {
  const { addon, scope } = parts;
  const paths = parts.files.paths(record.id);
  const { pid, fd } = await spawnMonitor(parts, record);
  const link = MonitorLink.overPair(fd, onListening);
  // Not reaped yet, so the pid cannot be anybody else's.
  const kill = () => process.kill(pid, 'SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    throwIfAborted(signal);
    const answer = await link.ask(start);
    if (answer.type === 'Started') {
      const { startedAt, startedMs } = answer;
      return { link, pid: answer.pid, startedAt, startedMs, gone: () => released(addon, paths.lock, pid) };
    }
    if (answer.type === 'StartFailed') throw startFailure(record.spec, start.arg, answer);
    throw new TscomposeError('INTERNAL', `the monitor answered Start with ${answer.type}`, {
      action: 'start container',
      subject: record.spec.name,
    });
  } catch (error) {
    signal.removeEventListener('abort', kill);
    kill();
    link.destroy();
    await reaped(addon, pid);
    await removeCgroup(mountedHierarchies(), cgroupPath(scope, record.id));
    await rm(paths.monitorSocket, { force: true });
    throwIfAborted(signal);
    throw await withLastWords(error, paths.monitorErrors);
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

/** Its arguments mean nothing to the monitor; they tell a reader of `ps` what it looks after. */
function spawnMonitor(
  parts: ContainerParts,
  { id, spec }: ContainerRecord,
): ReturnType<Addon['spawnMonitor']> {
  const args = [parts.monitorProgram, shortId(id), spec.name];
  return parts.addon.spawnMonitor(parts.monitorProgram, args, [], parts.files.paths(id).monitorErrors);
}

/** A monitor that died without an answer may have left its reason in its error file. */
async function withLastWords(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof TscomposeError) || error.code !== 'INTERNAL') return error;
  const words = (await readFile(path, 'utf8').catch(() => '')).trim().split('\n').at(-1);
  if (words === undefined || words === '') return error;
  return new TscomposeError('INTERNAL', `${error.message}: ${words}`, error.details);
}

function throwIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new TscomposeError('CANCELLED', 'interrupted', { action: 'start container', cause: signal.reason });
}
