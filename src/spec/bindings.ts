/** Stacks that live no longer than a process: those of tests, whose runner may be killed. */
export interface Bindings {
  /**
   * From now on the stack goes, with its volumes, when the process ends, however that comes about and whoever was killed meanwhile.
   * @throws USAGE when there is no such process
   */
  bindStack(name: string, request: BindRequest): Promise<void>;
  /** The stack stays. Absent is success. */
  releaseStack(name: string): Promise<void>;
}

export interface BindRequest {
  /** As this machine sees it. */
  readonly pid: number;
}
