/** How names are found inside a container, and what its own are. */
export interface NameSettings {
  readonly domainname?: string;
  /** IPv4 addresses of resolvers, asked instead of the machine's for what is not on its networks. */
  readonly dns?: readonly string[];
  /** Instead of the machine's; `.` alone: none. */
  readonly dnsSearch?: readonly string[];
  /** Options of resolv.conf(5), instead of ours. */
  readonly dnsOpt?: readonly string[];
  /** `NAME:ADDRESS` for /etc/hosts; the address `host-gateway` is that of this machine on the container's network. */
  readonly extraHosts?: readonly string[];
}

/** What a container may do beyond, or not do of, what every one may. */
export interface PrivilegeSettings {
  /** Nothing is written but to mounts. */
  readonly readOnly?: true;
  /** `CAP_NET_ADMIN`, or `ALL`; sorted. */
  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  /** All capabilities and devices, and nothing hidden or read-only of /proc, /sys and the cgroups. */
  readonly privileged?: true;
  /** As {@link readSecurityOption} has them. */
  readonly securityOpt?: readonly string[];
  /** Groups that its processes are in besides, by name or number. */
  readonly groupAdd?: readonly string[];
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly devices?: readonly DeviceSpec[];
  /** `c 1:3 rwm`: what it may do with devices, besides its own. */
  readonly deviceCgroupRules?: readonly string[];
}

/** A device of this machine, or all below a directory of it. */
export interface DeviceSpec {
  readonly source: string;
  readonly target: string;
  /** Of `r`, `w`, `m`. */
  readonly access: string;
}

/** Namespaces that are not the container's own: `host` for the machine's, `container:NAME` for another container's. */
export interface SharingSettings {
  /** Without it the network is the container's own, with what `networks` has. */
  readonly networkMode?: string;
  readonly pid?: string;
  /** `shareable`: its own, and others may share it. */
  readonly ipc?: string;
  readonly uts?: 'host';
}

export type IsolationSpec = NameSettings & PrivilegeSettings & SharingSettings;
