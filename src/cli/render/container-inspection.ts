import type { BoundPort } from '../../spec/container.js';
import type { ContainerDetails, MountDetails } from '../../spec/container-details.js';
import type { Healthcheck, HealthRecord } from '../../spec/health.js';
import { stateWord } from './container-status.js';
import { hostIsolation } from './host-isolation.js';
import { limitsInspection } from './limits-inspection.js';

const ZERO_TIME = '0001-01-01T00:00:00Z';
const NANOSECONDS = 1e6;

/** Keys whose values are maps: their names are nobody's fields, and one that is not there is no mistake in a template. */
const MAPS: readonly string[] = ['ExposedPorts', 'Labels', 'Networks', 'PortBindings', 'Ports', 'Sysctls'];

/** A container as {@link containerInspection} tells it, for templates. */
export function templateInspection(details: ContainerDetails): object {
  return withMaps(containerInspection(details)) as object;
}

function withMaps(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withMaps);
  const entries = Object.entries(value).map(([key, content]): [string, unknown] => {
    const inner = withMaps(content) as object;
    return [key, MAPS.includes(key) ? new Map(Object.entries(inner)) : inner];
  });
  return Object.fromEntries(entries);
}

/** `container inspect`: Docker's keys in Docker's order as far as there is something to tell. */
export function containerInspection(details: ContainerDetails): object {
  const { container, paths } = details;
  return {
    Id: container.id,
    Created: container.createdAt,
    Path: container.args[0] ?? '',
    Args: container.args.slice(1),
    State: state(details),
    Image: container.imageId,
    ResolvConfPath: paths.resolvConf,
    HostnamePath: paths.hostname,
    HostsPath: paths.hosts,
    LogPath: paths.log,
    Name: `/${container.spec.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay',
    Platform: 'linux',
    HostConfig: hostConfig(details),
    Mounts: details.mounts.map(mountPoint),
    Config: config(details),
    NetworkSettings: networkSettings(details),
  };
}

function state({ container: { state: now, healthcheck, health }, restarting }: ContainerDetails): object {
  const runs = now.status === 'running';
  const ended = now.status === 'exited' ? now : undefined;
  return {
    Status: stateWord({ state: now, restarting }),
    Running: runs,
    Paused: now.status === 'running' && now.paused === true,
    Restarting: restarting,
    OOMKilled: now.status !== 'created' && now.oomKilled === true,
    Dead: false,
    Pid: runs ? now.pid : 0,
    // A code that was lost must not look like success.
    ExitCode: ended === undefined ? 0 : ended.exitCode === 'unknown' ? -1 : ended.exitCode,
    Error: ended?.error ?? '',
    StartedAt: now.status === 'created' ? ZERO_TIME : now.startedAt,
    FinishedAt: ended?.finishedAt ?? ZERO_TIME,
    ...(healthcheck === null || now.status === 'created' ? {} : { Health: healthState(runs, health) }),
  };
}

/** As in Docker, what doesn't run is not healthy. */
function healthState(runs: boolean, health: HealthRecord | null): object {
  return {
    Status: runs ? (health?.state.status ?? 'starting') : 'unhealthy',
    FailingStreak: health?.state.failingStreak ?? 0,
    Log: (health?.log ?? []).map(({ start, end, exitCode, output }) => ({
      Start: start,
      End: end,
      ExitCode: exitCode === 'unknown' ? -1 : exitCode,
      Output: output,
    })),
  };
}

function hostConfig({ container: { spec }, maskedPaths, readonlyPaths }: ContainerDetails): object {
  const { name, maxRetries } = spec.restart;
  return {
    LogConfig: { Type: 'json-file', Config: {} },
    NetworkMode: spec.networkMode ?? spec.networks[0]?.network ?? 'none',
    PortBindings: portMap(
      spec.ports.map(({ hostIp, hostPorts: [first, last], ...port }) => ({
        ...port,
        HostIp: hostIp,
        HostPort: first === 0 ? '' : first === last ? String(first) : `${first}-${last}`,
      })),
    ),
    RestartPolicy: { Name: name, MaximumRetryCount: maxRetries },
    AutoRemove: spec.autoRemove === true,
    ...(spec.annotations === undefined ? {} : { Annotations: spec.annotations }),
    ...hostIsolation(spec),
    ...limitsInspection(spec),
    MaskedPaths: maskedPaths,
    ReadonlyPaths: readonlyPaths,
  };
}

function mountPoint({ type, name, source, target, readOnly, propagation }: MountDetails): object {
  return {
    Type: type,
    ...(name === undefined ? {} : { Name: name }),
    Source: source,
    Destination: target,
    ...(type === 'volume' ? { Driver: 'local' } : {}),
    Mode: '',
    RW: !readOnly,
    Propagation: propagation,
  };
}

function config({ container, env, workingDir, user, hostname }: ContainerDetails): object {
  const { spec, healthcheck, stopSignal } = container;
  return {
    Hostname: hostname,
    Domainname: spec.domainname ?? '',
    User: user,
    ...(spec.expose === undefined
      ? {}
      : { ExposedPorts: Object.fromEntries(spec.expose.map((port) => [port, {}])) }),
    Tty: false,
    OpenStdin: false,
    Env: env,
    Cmd: spec.command,
    ...(healthcheck === null ? {} : { Healthcheck: healthConfig(healthcheck) }),
    Image: spec.image,
    WorkingDir: workingDir,
    Entrypoint: spec.entrypoint,
    Labels: spec.labels,
    StopSignal: stopSignal,
    StopTimeout: Math.ceil(spec.stopGraceMs / 1000),
  };
}

function healthConfig({ test, ready, ...figures }: Healthcheck): object {
  return {
    Test: test,
    // Docker has nothing like it.
    ...(ready === undefined ? {} : { Ready: ready }),
    Interval: figures.intervalMs * NANOSECONDS,
    Timeout: figures.timeoutMs * NANOSECONDS,
    StartPeriod: figures.startPeriodMs * NANOSECONDS,
    StartInterval: figures.startIntervalMs * NANOSECONDS,
    Retries: figures.retries,
  };
}

function networkSettings({ container, networks }: ContainerDetails): object {
  const { spec, ports, addresses } = container;
  return {
    Ports: portMap(
      ports.map(({ hostIp, hostPort, ...port }) => ({
        ...port,
        HostIp: hostIp,
        HostPort: String(hostPort),
      })),
    ),
    Networks: Object.fromEntries(
      spec.networks.map(({ network, aliases, ipv4Address, macAddress }) => {
        const address = addresses[network] ?? '';
        const known = networks[network];
        const isUp = address !== '';
        return [
          network,
          {
            IPAMConfig: ipv4Address === undefined ? null : { IPv4Address: ipv4Address },
            Aliases: aliases,
            ...(macAddress === undefined ? {} : { MacAddress: macAddress }),
            NetworkID: known?.id ?? '',
            Gateway: isUp ? (known?.gateway ?? '') : '',
            IPAddress: address,
            IPPrefixLen: isUp ? Number(known?.subnet.split('/')[1] ?? 0) : 0,
            DNSNames: [...new Set([spec.name, ...aliases, container.id.slice(0, 12)])],
          },
        ];
      }),
    ),
  };
}

type ShownPort = Pick<BoundPort, 'containerPort' | 'protocol'> & {
  readonly HostIp: string;
  readonly HostPort: string;
};

/** `80/tcp` → where it is published. */
function portMap(ports: readonly ShownPort[]): Record<string, object[]> {
  const map: Record<string, object[]> = {};
  for (const { containerPort, protocol, ...host } of ports) {
    const key = `${containerPort}/${protocol}`;
    map[key] = [...(map[key] ?? []), host];
  }
  return map;
}
