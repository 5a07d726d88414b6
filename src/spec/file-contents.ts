/** What the configs and secrets of a stack hold; read by the client, with the rights of its user. Keys are those of the stack file. */
export interface FileContents {
  readonly configs: Readonly<Record<string, FileContent>>;
  readonly secrets: Readonly<Record<string, FileContent>>;
}

export type FileContent =
  | {
      /** `sha256:HEX`; absent: a directory, of which only the path counts. */
      readonly digest?: string;
      /** The bytes, where a container gets a copy; absent: the file itself is mounted. */
      readonly base64?: string;
    }
  /** Why it cannot be had; counts once a service that is wanted needs it. */
  | { readonly problem: ContentProblem };

export interface ContentProblem {
  readonly message: string;
  readonly hint: string;
  /** Key of the config or secret that is to blame: `file`, `environment`. */
  readonly key: string;
}

/** Digest → bytes: what containers get copies of. */
export type KeptBytes = ReadonlyMap<string, Uint8Array>;

/** All bytes that came along. */
export function keptBytes(contents: FileContents | undefined): KeptBytes {
  const all = [...Object.values(contents?.configs ?? {}), ...Object.values(contents?.secrets ?? {})];
  return new Map(
    all.flatMap((content) =>
      'problem' in content || content.digest === undefined || content.base64 === undefined
        ? []
        : [[content.digest, Buffer.from(content.base64, 'base64')] as const],
    ),
  );
}
