/** Copies between containers and files of the machine, or archives. Containers go by name, id, or the beginning of an id. */
export interface Copying {
  /**
   * Within the machine.
   * @throws CONTAINER_NOT_FOUND, COPY in Docker's words, NO_SPACE
   */
  copyFiles(container: string, request: CopyRequest, signal: AbortSignal): Promise<void>;
  /** As a tar archive. @throws CONTAINER_NOT_FOUND, COPY, before its first byte */
  copyOut(container: string, request: CopyOutRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** @param archive tar, compressed or not @throws CONTAINER_NOT_FOUND, COPY, NO_SPACE */
  copyIn(
    container: string,
    request: CopyInRequest,
    archive: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface CopyOutRequest {
  /** In the container; relative ones start at its root. */
  readonly path: string;
  /** A link that the path ends with is followed. */
  readonly followLinks: boolean;
}

export interface CopyInRequest {
  /** A directory in the container. */
  readonly path: string;
}

export interface CopyRequest extends CopyOutRequest {
  /** Whether it goes into the container, or comes out of it. */
  readonly direction: 'in' | 'out';
  /** Absolute, of the machine; `/.` at its end counts. */
  readonly hostPath: string;
  /** Of what comes out; absent: as it is in the container. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}
