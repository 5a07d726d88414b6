import { PassThrough } from 'node:stream';
import type { EngineClient } from '../../../../src/api/messages.js';
import { TscomposeError } from '../../../../src/base/errors.js';
import type { Host, Input, InterruptSignal, Output } from '../../../../src/cli/host.js';
import type { KeptLogin, LoginStore } from '../../../../src/local/credentials/login-store.js';
import type { Stack } from '../../../../src/model/stack.js';
import type { RegistryLogin } from '../../../../src/spec/registry.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import type { LoadedStack, ResolvedStack, StackRequest } from '../../../../src/stackfile/request.js';
import { resolvedStack } from '../../../../src/stackfile/resolved-stack.js';
import { map } from '../../../../src/stackfile/tree.js';

const NO_TREE = map({ source: new SourceText('', '', 0), offset: 0 }, {});

export class TextOutput implements Output {
  text = '';
  isTTY = false;
  onWrite = () => {};

  write(text: string | Uint8Array): boolean {
    this.text += typeof text === 'string' ? text : Buffer.from(text).toString();
    this.onWrite();
    return true;
  }

  once(): void {}
  on(): void {}
  off(): void {}
}

/** Logins in memory. */
export class MemoryLogins implements LoginStore {
  readonly kept = new Map<string, KeptLogin>();

  async hasAny(): Promise<boolean> {
    return this.kept.size > 0;
  }

  async find(registry: string): Promise<RegistryLogin | undefined> {
    return this.kept.get(registry);
  }

  async save(registry: string, login: KeptLogin) {
    this.kept.set(registry, login);
    return { place: 'memory', plain: true };
  }

  async remove(registry: string): Promise<boolean> {
    return this.kept.delete(registry);
  }
}

export interface FakeHostOptions {
  readonly env?: Record<string, string>;
  readonly stack?: Stack;
  readonly client?: Partial<EngineClient>;
  readonly hasState?: boolean;
}

/** A host in memory: what was written, what was asked for, and a Ctrl-C to press. */
export class FakeHost implements Host {
  readonly env: Record<string, string>;
  readonly cwd = '/project';
  readonly stdin: Input = new PassThrough();
  readonly stdout = new TextOutput();
  readonly stderr = new TextOutput();
  readonly loginStore = new MemoryLogins();
  readonly requests: Omit<StackRequest, 'reader'>[] = [];
  readonly connections: object[] = [];
  /** What was done to the terminal. */
  readonly rawModes: string[] = [];
  /** What was written, by path. */
  readonly files = new Map<string, string>();
  readonly #options: FakeHostOptions;
  readonly #listeners = new Set<(signal: InterruptSignal) => void>();

  constructor(options: FakeHostOptions = {}) {
    this.#options = options;
    this.env = options.env ?? {};
  }

  now(): Date {
    return new Date('2026-11-21T00:10:00Z');
  }

  async connect(options: object): Promise<EngineClient> {
    this.connections.push(options);
    if (this.#options.client === undefined) {
      throw new TscomposeError('ENGINE_UNREACHABLE', 'no engine is running');
    }
    return this.#options.client as EngineClient;
  }

  async writeFile(path: string, text: string): Promise<void> {
    this.files.set(path, text);
  }

  async writeBytes(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    this.files.set(path, Buffer.concat(chunks).toString());
  }

  async *readBytes(path: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(this.files.get(path) ?? '');
  }

  async fileSize(path: string): Promise<number | undefined> {
    return this.files.get(path)?.length;
  }

  async readFile(path: string): Promise<string | undefined> {
    return this.files.get(path);
  }

  async logins(): Promise<LoginStore> {
    return this.loginStore;
  }

  hasState(): boolean {
    return this.#options.hasState ?? false;
  }

  async findStackName(): Promise<string | undefined> {
    return undefined;
  }

  async resolveStack(request: Omit<StackRequest, 'reader'>): Promise<ResolvedStack> {
    return resolvedStack(await this.loadStack(request));
  }

  async loadStack(request: Omit<StackRequest, 'reader'>): Promise<LoadedStack> {
    this.requests.push(request);
    const { stack } = this.#options;
    if (stack === undefined) throw new TscomposeError('STACK_FILE_NOT_FOUND', 'no stack file');
    return {
      stack: { ...stack, name: request.projectName ?? stack.name },
      origin: { workingDir: '/project', configFiles: ['/project/compose.yaml'] },
      positions: {
        positionOf: () => ({ file: 'compose.yaml', line: 3, column: 5 }),
        renderAt: (_path, message) => `compose.yaml:3:5: ${message}`,
      },
      warnings: [],
      tree: NO_TREE,
      environment: new Map(
        Object.entries(this.env).map(([name, value]) => [name, { value, from: { kind: 'environment' } }]),
      ),
      interpolationOf: () => undefined,
      unsupported: [],
      disabledServices: NO_TREE,
    };
  }

  onInterrupt(listener: (signal: InterruptSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onSignals(names: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void): () => void {
    const call = (signal: InterruptSignal) => {
      if (names.includes(signal)) listener(signal);
    };
    return this.onInterrupt(call);
  }

  makeRaw(): () => void {
    this.rawModes.push('raw');
    return () => this.rawModes.push('given back');
  }

  takeKeys(): () => void {
    this.rawModes.push('keys');
    return () => this.rawModes.push('given back');
  }

  pressCtrlC(): void {
    for (const listener of [...this.#listeners]) listener('SIGINT');
  }

  get listening(): boolean {
    return this.#listeners.size > 0;
  }
}
