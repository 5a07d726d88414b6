/** A volume of the top level. */
export interface Volume {
  /** Full name on the machine: `<stack>_<key>` unless the file names it. Absent only in a stack that was not normalised. */
  readonly name: string;
  readonly driver?: string;
  readonly driver_opts?: Readonly<Record<string, string>>;
  /** Has to be there already. */
  readonly external?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A config or secret of the top level: its content comes from one of a file, a variable, or the stack file. */
export interface FileObject {
  readonly name: string;
  /** Absolute path of the host. */
  readonly file?: string;
  /** Name of the variable. */
  readonly environment?: string;
  /** Of a config only; what came from a variable, and secrets, are never in the model. */
  readonly content?: string;
  readonly external?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly driver?: string;
  readonly driver_opts?: Readonly<Record<string, string>>;
  readonly template_driver?: string;
}
