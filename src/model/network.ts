/** A network of the top level. */
export interface Network {
  /** Full name on the machine: `<stack>_<key>` unless the file names it. Absent only in a stack that was not normalised. */
  readonly name: string;
  readonly driver?: string;
  readonly driver_opts?: Readonly<Record<string, string>>;
  readonly ipam: AddressManagement;
  /** Has to be there already; everything but the name is left to it. */
  readonly external?: boolean;
  /** Without a way out of this machine. */
  readonly internal?: boolean;
  readonly attachable?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  /** `false` is not the same as absence. */
  readonly enable_ipv4?: boolean;
  readonly enable_ipv6?: boolean;
}

export interface AddressManagement {
  readonly driver?: string;
  readonly config?: readonly AddressRange[];
}

export interface AddressRange {
  /** CIDR: `10.5.0.0/16`. */
  readonly subnet?: string;
  readonly gateway?: string;
  /** CIDR: the part of the subnet that addresses are taken from. */
  readonly ip_range?: string;
  /** Addresses that are taken, by what takes them. */
  readonly aux_addresses?: Readonly<Record<string, string>>;
}

/** How a service is connected to a network; null: without wishes. */
export interface ServiceNetwork {
  readonly aliases?: readonly string[];
  readonly driver_opts?: Readonly<Record<string, string>>;
  /** The network with the highest one has the default gateway. */
  readonly gw_priority?: number;
  /** Name of the interface inside the container. */
  readonly interface_name?: string;
  readonly ipv4_address?: string;
  readonly ipv6_address?: string;
  readonly link_local_ips?: readonly string[];
  readonly mac_address?: string;
  /** Networks are connected from the highest to the lowest. */
  readonly priority?: number;
}

export interface Port {
  readonly name?: string;
  readonly mode: 'ingress' | 'host';
  readonly host_ip?: string;
  /** Port inside the container, 1–65535. */
  readonly target: number;
  /** Host port or range `8000-8010`; absent or `0`: the engine chooses. */
  readonly published?: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly app_protocol?: string;
}
