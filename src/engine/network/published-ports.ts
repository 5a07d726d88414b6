import { isIPv4 } from 'node:net';
import { TscomposeError } from '../../base/errors.js';
import type { BoundPort, PortSpec } from '../../spec/container.js';
import { findPortHolder } from './port-holder.js';
import { probePort } from './port-probe.js';

const ANY_ADDRESS = '0.0.0.0';
/** Where "any free port" is looked for: the kernel's default range for the purpose, as Docker does it. */
const EPHEMERAL: readonly [number, number] = [32768, 60999];

type Key = Pick<BoundPort, 'protocol' | 'hostIp' | 'hostPort'>;

interface Holding {
  readonly containerId: string;
  readonly containerName: string;
  readonly port: Key;
}

/** Which container has which port of the machine. A port is noted before anything waits, so no two attachments get the same. */
export class PublishedPorts {
  readonly #procPath: string;
  #holdings: readonly Holding[] = [];

  constructor(procPath: string) {
    this.#procPath = procPath;
  }

  /**
   * Takes a port for each wish, the lowest free one of its range. Nothing stays taken when it throws.
   * @throws PORT_IN_USE naming the container or process that has it
   */
  async reserve(
    containerId: string,
    containerName: string,
    wishes: readonly PortSpec[],
  ): Promise<readonly BoundPort[]> {
    const out: BoundPort[] = [];
    try {
      for (const wish of wishes) {
        out.push(await this.#take(containerId, containerName, checked(wish)));
      }
      return out;
    } catch (error) {
      this.release(containerId);
      throw error;
    }
  }

  /** Notes ports that a container already has. */
  restore(containerId: string, containerName: string, ports: readonly BoundPort[]): void {
    this.#holdings = [...this.#holdings, ...ports.map((port) => ({ containerId, containerName, port }))];
  }

  rename(containerId: string, containerName: string): void {
    this.#holdings = this.#holdings.map((holding) =>
      holding.containerId === containerId ? { ...holding, containerName } : holding,
    );
  }

  release(containerId: string): void {
    this.#holdings = this.#holdings.filter((holding) => holding.containerId !== containerId);
  }

  async #take(containerId: string, containerName: string, wish: PortSpec): Promise<BoundPort> {
    const [first, last] = wish.hostPorts[0] === 0 ? EPHEMERAL : wish.hostPorts;
    for (let hostPort = first; hostPort <= last; hostPort++) {
      const port: BoundPort = {
        hostIp: wish.hostIp,
        hostPort,
        containerPort: wish.containerPort,
        protocol: wish.protocol,
      };
      const owner = this.#holdings.find((holding) => clash(holding.port, port));
      if (owner !== undefined) {
        if (first === last) throw inUse(port, `container ${owner.containerName}`);
        continue;
      }
      const holding: Holding = { containerId, containerName, port };
      this.#holdings = [...this.#holdings, holding];
      const state = await probePort(port.protocol, port.hostIp, port.hostPort);
      if (state === 'free') return port;
      this.#holdings = this.#holdings.filter((other) => other !== holding);
      if (state !== 'in-use') throw impossible(port, state);
      if (first === last) throw inUse(port, await this.#describeHolder(port));
    }
    throw new TscomposeError(
      'PORT_IN_USE',
      `no ${wish.protocol} port from ${first} to ${last} is free on ${wish.hostIp}`,
      { action: 'publish port', subject: containerName },
    );
  }

  async #describeHolder(port: Key): Promise<string> {
    const holder = await findPortHolder(this.#procPath, port.protocol, port.hostPort);
    return holder === undefined ? 'a process that cannot be told' : `${holder.program} (pid ${holder.pid})`;
  }
}

function clash(left: Key, right: Key): boolean {
  if (left.protocol !== right.protocol || left.hostPort !== right.hostPort) return false;
  return left.hostIp === right.hostIp || left.hostIp === ANY_ADDRESS || right.hostIp === ANY_ADDRESS;
}

function checked(wish: PortSpec): PortSpec {
  if (isIPv4(wish.hostIp)) return wish;
  throw new TscomposeError('NETWORK', `cannot publish on ${wish.hostIp}: only IPv4 addresses are supported`, {
    action: 'publish port',
    subject: `${wish.hostIp}:${wish.hostPorts[0]}`,
  });
}

function describe(port: Key): string {
  const address = port.hostIp === ANY_ADDRESS ? '' : `${port.hostIp}:`;
  return `${address}${port.hostPort}/${port.protocol}`;
}

function inUse(port: Key, holder: string): TscomposeError {
  return new TscomposeError('PORT_IN_USE', `port ${describe(port)} is already in use by ${holder}`, {
    action: 'publish port',
    subject: describe(port),
    hint: 'Stop it, or publish another port.',
  });
}

function impossible(port: Key, state: 'no-such-address' | 'not-permitted'): TscomposeError {
  const why =
    state === 'no-such-address' ? `this machine has no address ${port.hostIp}` : 'it needs root privileges';
  return new TscomposeError('NETWORK', `cannot publish port ${describe(port)}: ${why}`, {
    action: 'publish port',
    subject: describe(port),
  });
}
