import { resolve } from 'node:path';
import { durationMilliseconds } from '../../base/duration.js';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSpec, MountSpec, NetworkAttachment, PortSpec } from '../../spec/container.js';
import type { HealthcheckSpec } from '../../spec/health.js';
import { checkIpv4, readMac } from '../../spec/options/names.js';
import { findConflict, readMode } from '../../spec/options/sharing.js';
import type { ContainerFlags } from '../container-flags.js';
import { isolationOf } from '../isolation-flags.js';
import { limitSettings } from './limit-settings.js';
import { oneOffMounts } from './one-off-mounts.js';
import { type Lookup, pairOf, publishedPorts, variables } from './one-off-service.js';

const DEFAULT_NETWORK = 'bridge';
const DEFAULT_GRACE_SECONDS = 10;

export interface ContainerWish {
  readonly name: string;
  readonly image: string;
  /** Empty: the image's. */
  readonly args: readonly string[];
  readonly flags: ContainerFlags;
  readonly fromFiles: ReadonlyMap<string, string>;
  readonly lookup: Lookup;
  /** Directory that relative paths start from. */
  readonly cwd: string;
}

/** A container outside of all stacks, as `docker run` makes it of these flags. @throws USAGE for one that cannot be read */
export function containerSpec({
  name,
  image,
  args,
  flags,
  fromFiles,
  lookup,
  cwd,
}: ContainerWish): ContainerSpec {
  const { entrypoint, user, workdir, hostname, stopSignal } = flags;
  return withoutConflict({
    name,
    image,
    entrypoint: entrypoint === undefined ? null : entrypoint === '' ? [] : [entrypoint],
    command: args.length > 0 ? args : entrypoint === undefined ? null : [],
    env: { ...Object.fromEntries(fromFiles), ...variables(flags.env, lookup) },
    ...(workdir === undefined ? {} : { workingDir: workdir }),
    ...(user === undefined ? {} : { user }),
    ...(hostname === undefined ? {} : { hostname }),
    labels: Object.fromEntries(flags.label.map(pairOf)),
    mounts: mounts(flags, cwd, lookup('HOME')),
    ...networks(flags),
    ports: flags.publish.flatMap(publishedPorts).map(boundPort),
    restart: flags.restart ?? { name: 'no', maxRetries: 0 },
    healthcheck: healthcheck(flags),
    ...(stopSignal === undefined ? {} : { stopSignal }),
    ...limitSettings(flags),
    stopGraceMs: (numberOf('--stop-timeout', flags.stopTimeout) ?? DEFAULT_GRACE_SECONDS) * 1000,
    ...isolationOf(flags),
    ...(flags.expose.length === 0 ? {} : { expose: exposed(flags.expose) }),
    ...(flags.rm ? { autoRemove: true } : {}),
    ...(flags.init ? { init: true } : {}),
    ...(flags.interactive ? { stdinOpen: true } : {}),
    ...(flags.tty ? { tty: true } : {}),
  });
}

/** @throws USAGE for wishes about a namespace that is not the container's own */
function withoutConflict(spec: ContainerSpec): ContainerSpec {
  const found = findConflict(spec);
  if (found !== undefined) throw new TscomposeError('USAGE', found.problem);
  return spec;
}

function networks({
  network,
  net,
  ...flags
}: ContainerFlags): Pick<ContainerSpec, 'networks' | 'networkMode'> {
  const networkAlias = [...flags.networkAlias, ...flags.netAlias];
  const wanted = [...network, ...net];
  const names = wanted.length === 0 ? [DEFAULT_NETWORK] : [...new Set(wanted)];
  const addressed = flags.ip !== undefined || flags.macAddress !== undefined;
  if (
    addressed &&
    names.some((name) => name === 'none' || name === 'host' || name.startsWith('container:'))
  ) {
    throw new TscomposeError('USAGE', 'user specified addresses are supported on networks only');
  }
  if (names.includes('none')) {
    if (names.length > 1) throw new TscomposeError('USAGE', 'network "none" goes with no other');
    return { networks: [] };
  }
  const shared = names.find((name) => name === 'host' || name.startsWith('container:'));
  if (shared !== undefined) {
    if (names.length > 1 || networkAlias.length > 0) {
      throw new TscomposeError(
        'USAGE',
        'conflicting options: cannot attach both user-defined and non-user-defined network-modes',
      );
    }
    return { networks: [], networkMode: readMode('network', shared, ['host']) };
  }
  if (networkAlias.length > 0 && names.includes(DEFAULT_NETWORK)) {
    throw new TscomposeError(
      'USAGE',
      'network-scoped alias is supported only for containers in user defined networks',
    );
  }
  const own = ownAddresses(flags);
  if (own.ipv4Address !== undefined && names.includes(DEFAULT_NETWORK)) {
    throw new TscomposeError('USAGE', 'user specified IP address is supported on user defined networks only');
  }
  // With several networks, addresses are those on the first that is named.
  return {
    networks: names.map((name, index) => ({
      network: name,
      aliases: networkAlias,
      ...(index === 0 ? own : {}),
    })),
  };
}

function ownAddresses({
  ip,
  macAddress,
}: Pick<ContainerFlags, 'ip' | 'macAddress'>): Pick<NetworkAttachment, 'ipv4Address' | 'macAddress'> {
  return {
    ...(ip ? { ipv4Address: checkIpv4(ip) } : {}),
    ...(macAddress ? { macAddress: readMac(macAddress) } : {}),
  };
}

function boundPort(port: ReturnType<typeof publishedPorts>[number]): PortSpec {
  const { host_ip: hostIp = '0.0.0.0', published = '', target, protocol } = port;
  if (protocol === 'sctp') throw new TscomposeError('USAGE', 'the protocol sctp is not supported');
  const [first, last = first] = published === '' ? [0] : published.split('-').map(Number);
  return { hostIp, hostPorts: [first ?? 0, last ?? 0], containerPort: target, protocol };
}

/** `80`, `8000-8010/udp`: one `80/tcp` per port. */
function exposed(texts: readonly string[]): readonly string[] {
  const ports = texts.flatMap((text) => {
    const [, first = '', last = first, protocol = 'tcp'] =
      /^(\d+)(?:-(\d+))?(?:\/(tcp|udp))?$/.exec(text) ?? [];
    const count = Number(last) - Number(first) + 1;
    if (first === '' || Number(first) < 1 || Number(last) > 65_535 || count < 1) {
      throw new TscomposeError('USAGE', `invalid range format for --expose: ${text}`);
    }
    return Array.from({ length: count }, (_, index) => `${Number(first) + index}/${protocol}`);
  });
  return [...new Set(ports)];
}

function mounts(flags: ContainerFlags, cwd: string, home: string | undefined): readonly MountSpec[] {
  return [
    ...oneOffMounts(flags.volume, {}, { from: cwd, home }),
    ...flags.mount.map((text) => mountOf(text, cwd)),
    ...flags.tmpfs.map((text): MountSpec => {
      const [target = '', ...options] = text.split(':');
      return tmpfs(target, options.join(':').split(',').filter(Boolean));
    }),
  ];
}

/** `type=bind,source=/a,target=/b,readonly`. */
function mountOf(text: string, cwd: string): MountSpec {
  const parts = new Map(text.split(',').map((part) => pairOf(part)));
  const take = (...keys: readonly string[]) => {
    const found = keys.find((key) => parts.has(key));
    const value = found === undefined ? undefined : parts.get(found);
    for (const key of keys) parts.delete(key);
    return value;
  };
  const type = take('type') ?? 'volume';
  const source = take('source', 'src');
  const target = take('target', 'destination', 'dst') ?? '';
  const written = take('readonly', 'ro');
  const readOnly = written !== undefined && !/^(0|f|false)$/i.test(written);
  const noCopy = take('volume-nocopy') !== undefined;
  const propagation = take('bind-propagation');
  const size = take('tmpfs-size');
  const mode = take('tmpfs-mode');
  const invalid = (problem: string) =>
    new TscomposeError('USAGE', `invalid argument "${text}" for "--mount" flag: ${problem}`);
  if (parts.size > 0) throw invalid(`unexpected key '${[...parts.keys()][0]}'`);
  if (!target.startsWith('/')) throw invalid('target is required, and begins with "/"');
  if (type === 'tmpfs') {
    return tmpfs(target, [
      ...(size === undefined ? [] : [`size=${size}`]),
      ...(mode === undefined ? [] : [`mode=${mode}`]),
    ]);
  }
  if (type === 'volume') {
    return { type, ...(source === undefined ? {} : { volume: source }), target, readOnly, noCopy };
  }
  if (type !== 'bind' || source === undefined)
    throw invalid(type === 'bind' ? 'source is required' : `type "${type}" is not supported`);
  return {
    ...{ type, source: resolve(cwd, source), target, readOnly, createSource: false },
    ...(propagation === undefined ? {} : { propagation }),
  };
}

function tmpfs(target: string, options: readonly string[]): MountSpec {
  const mode = options.find((option) => option.startsWith('mode='))?.slice('mode='.length);
  if (!target.startsWith('/') || (mode !== undefined && !/^[0-7]{1,4}$/.test(mode))) {
    throw new TscomposeError('USAGE', `invalid tmpfs "${[target, ...options].join(',')}"`);
  }
  return {
    ...{ type: 'tmpfs', target },
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    options: options.filter((option) => !option.startsWith('mode=')),
  };
}

function healthcheck(flags: ContainerFlags): ContainerSpec['healthcheck'] {
  const figures: HealthcheckSpec = {
    ...(flags.healthCmd === undefined ? {} : { test: ['CMD-SHELL', flags.healthCmd] }),
    ...time('intervalMs', '--health-interval', flags.healthInterval),
    ...time('timeoutMs', '--health-timeout', flags.healthTimeout),
    ...time('startPeriodMs', '--health-start-period', flags.healthStartPeriod),
    ...time('startIntervalMs', '--health-start-interval', flags.healthStartInterval),
    ...(flags.healthRetries === undefined
      ? {}
      : { retries: numberOf('--health-retries', flags.healthRetries) ?? 0 }),
  };
  if (flags.healthcheck) return Object.keys(figures).length === 0 ? null : figures;
  if (Object.keys(figures).length === 0) return 'disabled';
  throw new TscomposeError('USAGE', '--no-healthcheck conflicts with --health-* options');
}

function time<K extends string>(key: K, flag: string, text: string | undefined): Partial<Record<K, number>> {
  if (text === undefined) return {};
  const ms = durationMilliseconds(text);
  if (ms === undefined || ms < 0) throw notNumber(flag, text, 'a duration like 30s');
  return { [key]: ms } as Record<K, number>;
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw notNumber(flag, text, 'a number');
  return Number(text);
}

function notNumber(flag: string, text: string, expected: string): TscomposeError {
  return new TscomposeError(
    'USAGE',
    `invalid argument "${text}" for "${flag}" flag: ${expected} is expected`,
  );
}
