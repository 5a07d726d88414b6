import { connectEngine } from '../api/connect.js';
import type { EngineClient } from '../api/messages.js';
import { TscomposeError } from '../base/errors.js';
import { loginsForUp } from '../local/credentials/logins-for-up.js';
import { contentsFor } from '../local/read-contents.js';
import type { Stack as StackModel } from '../model/stack.js';
import type { EngineEvent } from '../spec/engine.js';
import { LABEL } from '../spec/labels.js';
import type { ContainerSummary, UpRequest } from '../spec/operations.js';
import { type LoadedFiles, loadFiles } from './load.js';
import { runOperation } from './run-operation.js';
import { StackService } from './service.js';
import type { DownOptions, StackOptions, UpOptions } from './stack-options.js';

/**
 * A stack of a program: `await using stack = await Stack.load('stack.yml', { isolate: true })`, then `await stack.up()`. The
 * engine is started when it is first needed.
 */
export class Stack implements AsyncDisposable {
  /** The resolved stack, as `tscompose config --format json` prints it. */
  readonly model: StackModel;
  /** What is odd about the files, with its place. */
  readonly warnings: readonly string[];
  readonly #files: LoadedFiles;
  readonly #options: StackOptions;
  #client: Promise<EngineClient> | undefined;

  private constructor(files: LoadedFiles, options: StackOptions) {
    this.#files = files;
    this.#options = options;
    this.model = files.model;
    this.warnings = files.warnings;
  }

  /**
   * Reads stack files; touches nothing else.
   * @param files one or more, merged in this order; none: the one that is found in `cwd` or above it
   * @throws STACK_FILE_NOT_FOUND, STACK_FILE_INVALID, STACK_UNSUPPORTED, LOCK_INVALID, USAGE
   */
  static async load(files: string | readonly string[] = [], options: StackOptions = {}): Promise<Stack> {
    const list = typeof files === 'string' ? [files] : files;
    return new Stack(await loadFiles(list, options), options);
  }

  /** Name of the stack on this machine. */
  get name(): string {
    return this.model.name;
  }

  /** @throws USAGE when the file has no such service */
  service(name: string): StackService {
    const known = Object.keys(this.model.services);
    if (known.includes(name)) {
      return new StackService({ name: this.name, client: () => this.#engine() }, name);
    }
    throw new TscomposeError('USAGE', `no such service: ${name}`, {
      hint: `The stack file has ${known.join(', ')}.`,
    });
  }

  /**
   * Creates and starts what isn't there or has changed, and waits until all of it is ready.
   * @throws what goes wrong, as the command line would tell it
   */
  async up(options: UpOptions = {}): Promise<void> {
    const client = await this.#engine();
    // Before anything is made: what is half there when this process is killed goes too.
    if (this.#bound) await client.bindStack(this.name, { pid: process.pid });
    const request = await this.#upRequest(client, options);
    try {
      await runOperation((signal) => client.up(this.name, request, signal), options);
    } catch (error) {
      throw this.#placed(error);
    }
  }

  /** Removes containers and networks; volumes when asked to, or when the stack is isolated. Nothing there is success. */
  async down(options: DownOptions = {}): Promise<void> {
    const client = await this.#engine();
    const request = {
      stack: this.model,
      origin: this.#files.origin,
      volumes: options.volumes ?? this.#options.isolate ?? false,
      removeOrphans: true,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    };
    await runOperation((signal) => client.down(this.name, request, signal), options);
    if (this.#bound) await client.releaseStack(this.name);
  }

  /** Every container of the stack, also those that don't run. */
  async containers(): Promise<readonly ContainerSummary[]> {
    return (await this.#engine()).ps(this.name);
  }

  /**
   * What happens to the stack's containers from now on.
   * @param signal aborting it ends the iteration
   */
  async *events(signal: AbortSignal = new AbortController().signal): AsyncGenerator<EngineEvent> {
    const client = await this.#engine();
    try {
      for await (const event of client.events(signal)) {
        if (event.labels[LABEL.project] === this.name) yield event;
      }
    } catch (error) {
      if (signal.aborted && error instanceof TscomposeError && error.code === 'CANCELLED') return;
      throw error;
    }
  }

  /** {@link down}, at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.down({ ...(this.#options.isolate ? { timeoutMs: 0 } : {}) });
  }

  get #bound(): boolean {
    return (this.#options.lifetime ?? (this.#options.isolate ? 'process' : 'detached')) === 'process';
  }

  /** An error that has to do with a part of the file says where that is. */
  #placed(error: unknown): unknown {
    if (!(error instanceof TscomposeError) || error.details.path === undefined) return error;
    const message = this.#files.positions.renderAt(error.details.path, error.message);
    return new TscomposeError(error.code, message, { ...error.details, cause: error });
  }

  async #upRequest(client: EngineClient, options: UpOptions): Promise<UpRequest> {
    const { services = [], wait = true, waitTimeoutMs, recreate, pull, removeOrphans = false } = options;
    const { model: stack, origin, variable, logins } = this.#files;
    return {
      stack,
      origin,
      services,
      wait,
      removeOrphans,
      ...(waitTimeoutMs === undefined ? {} : { waitTimeoutMs }),
      ...(recreate === undefined ? {} : { recreate }),
      ...(pull === undefined ? {} : { pull }),
      ...(await contentsFor({ stack, variable })),
      ...(await loginsForUp(logins, () => client.images(), stack, pull)),
    };
  }

  /** A failed attempt to reach it is not the last one. */
  #engine(): Promise<EngineClient> {
    const { env = process.env } = this.#options;
    const root = this.#options.root ?? (env.TSCOMPOSE_ROOT || undefined);
    this.#client ??= connectEngine(root === undefined ? {} : { root }).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }
}
