/** One number for both limits, or each; an absent one is 0. */
export type Ulimit = number | { readonly soft?: number; readonly hard?: number };

/** Weights and rates of block devices; the keys of devices are capital, as Compose prints them. */
export interface BlockIo {
  /** 10–1000. */
  readonly weight?: number;
  readonly weight_device?: readonly { readonly Path: string; readonly Weight: number }[];
  /** Bytes per second, as decimal text. */
  readonly device_read_bps?: readonly DeviceRate[];
  /** Operations per second, as decimal text. */
  readonly device_read_iops?: readonly DeviceRate[];
  readonly device_write_bps?: readonly DeviceRate[];
  readonly device_write_iops?: readonly DeviceRate[];
}

export interface DeviceRate {
  readonly Path: string;
  readonly Rate: string;
}

/** Devices such as GPUs that a driver hands out. */
export interface DeviceRequest {
  readonly capabilities?: readonly string[];
  readonly driver?: string;
  /** -1: all. */
  readonly count?: number;
  readonly device_ids?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
}
