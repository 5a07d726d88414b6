/** Something that a service sees below a path of its own. */
export interface ServiceVolume {
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'image' | 'npipe' | 'cluster';
  /**
   * Key of the top-level volume, absolute path of the host, or reference of an image; absent for an anonymous volume
   * and for tmpfs.
   */
  readonly source?: string;
  /** Absolute path in the container. */
  readonly target: string;
  readonly read_only?: boolean;
  readonly consistency?: string;
  readonly bind?: {
    /** `z`: shared between containers, `Z`: of this one alone. */
    readonly selinux?: string;
    readonly propagation?: string;
    readonly create_host_path?: boolean;
    /** Whether submounts come along: `enabled`, `disabled`, `writable`, `readonly`. */
    readonly recursive?: string;
  };
  readonly volume?: {
    readonly labels?: Readonly<Record<string, string>>;
    /** Without a copy of what the image has there. */
    readonly nocopy?: boolean;
    readonly subpath?: string;
  };
  readonly tmpfs?: {
    /** Bytes, as decimal text. */
    readonly size?: string;
    /** Permission bits as a number: 0o1777 is 1023. */
    readonly mode?: number;
  };
  readonly image?: { readonly subpath?: string };
}

/** A config or secret as a service sees it. */
export interface FileMount {
  /** Key of the top-level config or secret. */
  readonly source: string;
  /** Absolute path in the container; absent for a config: `/<source>`. */
  readonly target?: string;
  readonly uid?: string;
  readonly gid?: string;
  /** Octal text: `"0440"`. */
  readonly mode?: string;
}

export interface DeviceMapping {
  /** Path of the host, or the name of a CDI device. */
  readonly source: string;
  readonly target: string;
  /** Some of `r`, `w`, `m`. */
  readonly permissions: string;
}
