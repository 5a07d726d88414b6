import type { AttachedStart } from '../../spec/engine.js';
import { capabilityMask } from '../../spec/options/capabilities.js';
import { forbidsNewPrivileges } from '../../spec/options/security-option.js';
import type { NetworkEndpoint } from '../../spec/parts.js';
import { type CgroupSettingRecord, PROTOCOL_VERSION, type StartMessage } from '../../wire/messages.js';
import type { EngineCommand, Overlay } from './container-parts.js';
import { type ContainerPaths, cgroupPath } from './container-paths.js';
import type { ContainerRecord } from './container-record.js';
import { DEVICE_RULES, protectedPaths } from './isolation.js';
import { mountRecords } from './mount-records.js';
import { resourceLimits } from './process-limits.js';
import type { SharedNamespaces } from './shared-namespaces.js';

export interface StartInput {
  readonly record: ContainerRecord;
  readonly paths: ContainerPaths;
  /** Scope of the state root; empty for the default one. */
  readonly scope: string;
  readonly overlay: Overlay;
  readonly endpoint: NetworkEndpoint;
  readonly shared: Pick<SharedNamespaces, 'endpoint' | 'pidOf' | 'ipcOf'>;
  /** Of whoever's /etc/hosts, /etc/hostname and /etc/resolv.conf it has: its own, or those of the container whose network it is on. */
  readonly namePaths: ContainerPaths;
  /** Volume name → directory of its data. */
  readonly volumeData: ReadonlyMap<string, string>;
  readonly engineCommand: EngineCommand;
  readonly cgroupSettings: readonly CgroupSettingRecord[];
  /** null: the engine's own. */
  readonly oomScoreAdj: number | null;
  /** Whom the start waits for; absent: nobody. */
  readonly attach?: AttachedStart;
}

/** All that a monitor must know to run the container once. */
export function startMessage(input: StartInput): StartMessage {
  const { record, paths, endpoint, overlay } = input;
  const { process, spec } = record;
  const { maskedPaths, readonlyPaths } = protectedPaths(spec);
  return {
    type: 'Start',
    version: PROTOCOL_VERSION,
    id: record.id,
    socketPath: paths.monitorSocket,
    lockPath: paths.lock,
    logPath: record.spec.log?.driver === 'none' ? '' : paths.log,
    exitPath: paths.exitRecord,
    lower: overlay.lower,
    upper: overlay.upper,
    work: overlay.work,
    rootDir: overlay.target,
    netnsPath: endpoint.netnsPath,
    hostname: process.hostname,
    mount: mountRecords(record, paths, input.namePaths, input.volumeData),
    arg: process.args,
    env: process.env,
    cwd: process.cwd,
    user: process.user,
    capabilities: capabilityMask(spec),
    // Docker leaves it off by default: sudo and ping would stop working in images that rely on setuid.
    noNewPrivileges: forbidsNewPrivileges(spec.securityOpt),
    maskedPath: maskedPaths,
    readonlyPath: readonlyPaths,
    cgroupPath: cgroupPath(input.scope, record.id),
    tty: record.spec.tty === true,
    stdinOpen: record.spec.stdinOpen === true,
    stdinOnce: record.spec.stdinOnce === true,
    rows: input.attach?.rows ?? 0,
    cols: input.attach?.cols ?? 0,
    awaitAttach: input.attach?.count ?? 0,
    logMaxBytes: record.spec.log?.maxBytes ?? 0,
    logMaxFiles: record.spec.log?.maxFiles ?? 0,
    init: record.spec.init === true,
    dnsPort: endpoint.dnsPort,
    nameTable: endpoint.nameTables,
    upstreamResolver: spec.dns ?? endpoint.upstreamResolvers,
    reservePort: endpoint.ports.map(({ protocol, hostIp, hostPort }) => ({
      protocol,
      ip: hostIp,
      port: hostPort,
    })),
    engineArg: input.engineCommand.args,
    engineEnv: input.engineCommand.env,
    engineLock: input.engineCommand.lockPath,
    pidsLimit: record.spec.pidsLimit ?? 0,
    domainname: spec.domainname ?? '',
    readOnlyRoot: spec.readOnly === true,
    privileged: spec.privileged === true,
    addGroup: spec.groupAdd ?? [],
    sysctl: Object.entries(spec.sysctls ?? {}).map(([name, value]) => `${name}=${value}`),
    device: spec.devices ?? [],
    sharedNetwork: input.shared.endpoint !== undefined,
    hostUts: spec.uts === 'host',
    pidOf: input.shared.pidOf,
    ipcOf: input.shared.ipcOf,
    deviceRule: [...DEVICE_RULES, ...(spec.deviceCgroupRules ?? [])],
    cgroupSetting: input.cgroupSettings,
    resourceLimit: resourceLimits(record.spec.ulimits),
    oomScoreAdj: input.oomScoreAdj,
    shmBytes: record.spec.shmSize ?? 0,
  };
}
