import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { logItems } from '../api/log-items.js';
import type { EngineClient, LogsRequest } from '../api/messages.js';
import { TscomposeError } from '../base/errors.js';
import type { ContainerDetails } from '../spec/container-details.js';
import type { ContainerSummary, StackLogItem } from '../spec/operations.js';
import {
  type CapturedExecOptions,
  captureCommand,
  type ExecOptions,
  type ExecOutcome,
  type RunningCommand,
  startCommand,
} from './exec.js';
import { type OperationOptions, runOperation } from './run-operation.js';

export interface PortOptions {
  /** `tcp` when absent. */
  readonly protocol?: 'tcp' | 'udp';
  /** Which container of the service, by its number; 0 or absent: the first that runs. */
  readonly index?: number;
}

/** Where a port of a service is reached from this machine. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface LogOptions {
  /** Goes on until the service's containers have ended, or the signal is aborted. */
  readonly follow?: boolean;
  /** Number of last lines to begin with; all when absent. */
  readonly tail?: number;
  /** RFC 3339: only later lines. */
  readonly since?: string;
  /** Which container of the service, by its number; all when absent. */
  readonly index?: number;
  /** Aborting it ends the iteration. */
  readonly signal?: AbortSignal;
}

/** A line that a container wrote. */
export type LogLine = Omit<Extract<StackLogItem, { type: 'log' }>, 'type'>;

/** How a stack is reached, for its services. */
export interface StackAccess {
  readonly name: string;
  client(): Promise<EngineClient>;
}

/** One service of a stack. Containers are looked up at every call: what is scaled or made anew meanwhile is found. */
export class StackService {
  readonly name: string;
  readonly #stack: StackAccess;

  constructor(stack: StackAccess, name: string) {
    this.#stack = stack;
    this.name = name;
  }

  /** Its containers, by number; those of `run` left out. */
  async containers(): Promise<readonly ContainerSummary[]> {
    const all = await (await this.#stack.client()).ps(this.#stack.name);
    return all
      .filter(({ service, oneOff }) => service === this.name && !oneOff)
      .sort((left, right) => left.index - right.index);
  }

  /**
   * All that is known of one of its containers.
   * @param index number of the container; 0: the first that runs, or the first
   * @throws CONTAINER_NOT_FOUND
   */
  async container(index = 0): Promise<ContainerDetails> {
    const all = await this.containers();
    const found =
      index === 0
        ? (all.find(({ state }) => state.status === 'running') ?? all[0])
        : all.find((container) => container.index === index);
    if (found === undefined) {
      throw new TscomposeError('CONTAINER_NOT_FOUND', `service "${this.name}" has no such container`, {
        subject: this.name,
      });
    }
    return (await this.#stack.client()).inspectContainer(found.id);
  }

  /** Number of the host port behind which a port of the container is. @throws CONTAINER_NOT_RUNNING, USAGE when it isn't published */
  async port(containerPort: number, options: PortOptions = {}): Promise<number> {
    return (await this.address(containerPort, options)).port;
  }

  /** As {@link port}, with the address that the port is bound to; the loopback address where it is bound to all. */
  async address(containerPort: number, options: PortOptions = {}): Promise<Address> {
    const { protocol = 'tcp', index = 0 } = options;
    const running = (await this.containers()).filter(({ state }) => state.status === 'running');
    const container = index === 0 ? running[0] : running.find((one) => one.index === index);
    if (container === undefined) {
      throw new TscomposeError('CONTAINER_NOT_RUNNING', `service "${this.name}" is not running`, {
        subject: this.name,
      });
    }
    const bound = container.ports.find(
      (port) => port.containerPort === containerPort && port.protocol === protocol,
    );
    if (bound === undefined) {
      throw new TscomposeError(
        'USAGE',
        `service "${this.name}" does not publish port ${containerPort}/${protocol}`,
        {
          subject: this.name,
          hint: `"ports: ['${containerPort}']" in the stack file publishes it on a free port.`,
        },
      );
    }
    return { host: bound.hostIp === '0.0.0.0' ? '127.0.0.1' : bound.hostIp, port: bound.hostPort };
  }

  /**
   * Runs a command in a container of the service, and gathers what it writes. A command that fails is no error: look at `exitCode`.
   * @throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, CONTAINER_NOT_RUNNING, CANCELLED
   */
  exec(command: readonly string[], options?: CapturedExecOptions): Promise<ExecOutcome>;
  /** The same, with the output as bytes. */
  exec(
    command: readonly string[],
    options: CapturedExecOptions & { readonly encoding: 'buffer' },
  ): Promise<ExecOutcome<Buffer>>;
  async exec(
    command: readonly string[],
    options: CapturedExecOptions & { readonly encoding?: 'buffer' } = {},
  ): Promise<ExecOutcome | ExecOutcome<Buffer>> {
    const running = await this.spawn(command, options);
    const read: (output: Readable) => Promise<string | Buffer> =
      options.encoding === 'buffer' ? buffer : text;
    return (await captureCommand(running, options.stdin, read)) as ExecOutcome | ExecOutcome<Buffer>;
  }

  /** Runs a command whose streams the caller handles. @throws as {@link exec} */
  async spawn(command: readonly string[], options: ExecOptions = {}): Promise<RunningCommand> {
    const client = await this.#stack.client();
    const target = await client.execTarget(this.#stack.name, {
      service: this.name,
      index: options.index ?? 0,
    });
    return startCommand(target, command, options);
  }

  /** What its containers wrote, merged by time. */
  async *logs({ follow = false, tail, since, index, signal }: LogOptions = {}): AsyncGenerator<LogLine> {
    const request: LogsRequest = {
      services: [this.name],
      follow,
      ...(tail === undefined ? {} : { tail }),
      ...(since === undefined ? {} : { since }),
      ...(index === undefined ? {} : { index }),
    };
    const client = await this.#stack.client();
    try {
      const parts = client.logs(this.#stack.name, request, signal ?? new AbortController().signal);
      for await (const item of logItems(parts)) {
        if (item.type !== 'log') continue;
        const { type: _, ...line } = item;
        yield line;
      }
    } catch (error) {
      if (signal?.aborted && error instanceof TscomposeError && error.code === 'CANCELLED') return;
      throw error;
    }
  }

  /** Starts its containers that don't run. */
  async start(options: OperationOptions = {}): Promise<void> {
    const client = await this.#stack.client();
    await runOperation((signal) => client.start(this.#stack.name, this.#only, signal), options);
  }

  /** @param options.timeoutMs milliseconds until what doesn't end is killed; its `stop_grace_period` when absent */
  async stop(options: OperationOptions & { readonly timeoutMs?: number } = {}): Promise<void> {
    const client = await this.#stack.client();
    const request = { ...this.#only, ...timeout(options) };
    await runOperation((signal) => client.stop(this.#stack.name, request, signal), options);
  }

  /** @param options.timeoutMs as for {@link stop} */
  async restart(options: OperationOptions & { readonly timeoutMs?: number } = {}): Promise<void> {
    const client = await this.#stack.client();
    const request = { ...this.#only, ...timeout(options), withoutDependents: true };
    await runOperation((signal) => client.restart(this.#stack.name, request, signal), options);
  }

  /** @param signalName name or number of a signal; SIGKILL when absent */
  async kill(signalName?: string): Promise<void> {
    const client = await this.#stack.client();
    const request = { ...this.#only, ...(signalName === undefined ? {} : { signal: signalName }) };
    await runOperation((signal) => client.kill(this.#stack.name, request, signal), {});
  }

  get #only() {
    return { services: [this.name] };
  }
}

function timeout({ timeoutMs }: { readonly timeoutMs?: number }): { readonly timeoutMs?: number } {
  return timeoutMs === undefined ? {} : { timeoutMs };
}
