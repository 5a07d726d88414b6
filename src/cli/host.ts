import type { Readable } from 'node:stream';
import type { ConnectOptions } from '../api/connect.js';
import type { EngineClient } from '../api/messages.js';
import type { LoginStore } from '../local/credentials/login-store.js';
import type { LoadedStack, ResolvedStack, StackRequest } from '../stackfile/request.js';

/** What a command writes to; a terminal or anything else. */
export interface Output {
  write(text: string | Uint8Array): boolean;
  once(event: 'drain', listener: () => void): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly rows?: number;
  readonly columns?: number;
}

/** Standard input. */
export interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

export type InterruptSignal = 'SIGINT' | 'SIGTERM';

/** The outside world as the command line sees it; tests hand in a small one of their own. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; a symbolic link stays one when the shell's PWD says so. */
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  now(): Date;
  connect(options: ConnectOptions): Promise<EngineClient>;
  /** True when the state root holds containers, networks or volumes. */
  hasState(root: string | undefined): boolean;
  /** @throws USAGE when the file cannot be written */
  writeFile(path: string, text: string): Promise<void>;
  /**
   * Writes a file as its bytes come; it appears when it is whole, and not at all when they break off.
   * @throws USAGE when the file cannot be written
   */
  writeBytes(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes of a file. @throws USAGE when it cannot be read */
  readBytes(path: string): AsyncIterable<Uint8Array>;
  /** Bytes; undefined: there is no such file, or it is no regular one. */
  fileSize(path: string): Promise<number | undefined>;
  /** Undefined: there is no such file. @throws USAGE when it cannot be read */
  readFile(path: string): Promise<string | undefined>;
  /** The user's logins at registries. */
  logins(): Promise<LoginStore>;
  loadStack(request: Omit<StackRequest, 'reader'>): Promise<LoadedStack>;
  /**
   * What {@link loadStack} would load, without reading anew what an earlier command has read.
   * @param root state root; the default one when absent
   */
  resolveStack(request: Omit<StackRequest, 'reader'>, root: string | undefined): Promise<ResolvedStack>;
  /** The name of what {@link loadStack} would load, where that can be told at a glance. */
  findStackName(request: Omit<StackRequest, 'reader'>): Promise<string | undefined>;
  /**
   * Lets every key through, and output as it is, at the terminal of standard input; returns what gives the terminal back. The
   * end of the process does, too.
   */
  makeRaw(): () => void;
  /**
   * Lets single keys through at the terminal of standard input, unseen; those that send signals still do. Returns what gives the
   * terminal back; undefined where it can't be had so. The end of the process gives it back, too.
   * @param onLost called when the program goes on in the background
   */
  takeKeys(onLost: () => void): (() => void) | undefined;
  /** Calls `listener` instead of what the signals do otherwise; returns what undoes that. */
  onSignals(names: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void): () => void;
  /** Calls `listener` instead of ending the process; returns what undoes that. */
  onInterrupt(listener: (signal: InterruptSignal) => void): () => void;
}
