import type { DeviceSpec, IsolationSpec } from '../../spec/isolation.js';
import { opensSystemPaths } from '../../spec/options/security-option.js';

/** What `container inspect` tells under HostConfig of how a container is shut off, in Docker's names. */
export function hostIsolation(spec: IsolationSpec): object {
  const options = spec.securityOpt ?? [];
  return {
    CapAdd: spec.capAdd ?? null,
    CapDrop: spec.capDrop ?? null,
    Dns: spec.dns ?? [],
    DnsOptions: spec.dnsOpt ?? [],
    DnsSearch: spec.dnsSearch ?? [],
    ExtraHosts: spec.extraHosts ?? null,
    GroupAdd: spec.groupAdd ?? null,
    IpcMode: spec.ipc ?? 'private',
    PidMode: spec.pid ?? '',
    UTSMode: spec.uts ?? '',
    Privileged: spec.privileged === true,
    ReadonlyRootfs: spec.readOnly === true,
    // The paths that it opens are told by themselves.
    SecurityOpt: options.length === 0 ? null : options.filter((option) => !opensSystemPaths([option])),
    Sysctls: spec.sysctls ?? {},
    Devices: (spec.devices ?? []).map(device),
    DeviceCgroupRules: spec.deviceCgroupRules ?? null,
  };
}

function device({ source, target, access }: DeviceSpec): object {
  return { PathOnHost: source, PathInContainer: target, CgroupPermissions: access };
}
