/** A file of the state root that cannot be used, and what can be done about it. */
export interface Damage {
  readonly kind: 'container' | 'network' | 'volume' | 'image' | 'image name';
  /** Absolute. */
  readonly path: string;
  /** What is wrong: `it is not JSON`. */
  readonly why: string;
  /**
   * `rewrite`: all that it should hold is known still. `rebuild`: most is found out again from what is left. `set aside`: it is
   * moved below `damaged/` of the state root, and what it describes is forgotten.
   */
  readonly remedy: 'rewrite' | 'rebuild' | 'set aside';
}

/** What lives on without its record. */
export interface LostRecord {
  readonly kind: 'container' | 'network' | 'volume';
  /** Absent: nobody knows it any more. */
  readonly name?: string;
}

/** A damage with what mends it; the deed says where it has moved something, if it has. */
export interface Mendable extends Damage {
  readonly mend: () => Promise<string | undefined>;
}

/** A damage that was seen to. */
export interface Repaired extends Damage {
  /** Where the file, or the directory that it described, lies now. */
  readonly movedTo?: string;
  /** Why it could not be done; the others were. */
  readonly error?: string;
}

/** What looks after the files of the state root. */
export interface Repairs {
  /** Reads every record anew. Sorted by path. */
  damages(): Promise<readonly Damage[]>;
  /** Sees to all of them. Deletes nothing, and touches no volume's data. */
  repair(): Promise<readonly Repaired[]>;
}
