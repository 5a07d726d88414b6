import { TscomposeError, toTscomposeError } from '../base/errors.js';
import type { ContainerSpec, PortSpec } from '../spec/container.js';
import type { MakeContainerRequest, TerminalSize } from '../spec/container-actions.js';
import type { Engine } from '../spec/engine.js';
import type { ImageInfo } from '../spec/objects.js';
import { alone, DEFAULT_NETWORK, DEFAULT_NETWORK_SPEC, tidyDefaultNetwork } from './default-network.js';
import type { Lifecycle } from './lifecycle.js';
import { findWanted } from './pull-images.js';
import { type Emit, Reporter } from './reporter.js';
import { requireLimits } from './require-limits.js';
import { runPostStart } from './run-hooks.js';

interface Parts {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
}

/**
 * Makes a container, after its image and the default network; no other network is made for it.
 * @returns its id
 * @throws NAME_CONFLICT, IMAGE_NOT_FOUND, NETWORK for one that is missing, CANCELLED
 */
export async function makeContainer(
  { engine }: Parts,
  request: MakeContainerRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<string> {
  requireLimits(request.spec, 'CONTAINER_START');
  const image = await imageFor(engine, request, emit, signal);
  const spec = request.publishAll ? withExposedPorts(request.spec, image) : request.spec;
  try {
    return await alone(async () => {
      await ensureNetworks(engine, spec);
      return engine.createContainer(spec);
    });
  } catch (error) {
    await tidyDefaultNetwork(engine, [DEFAULT_NETWORK]);
    throw error;
  }
}

async function imageFor(
  engine: Engine,
  { spec, pull, platform, logins = {} }: MakeContainerRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<ImageInfo> {
  const wanted = { reference: spec.image, ...(platform === undefined ? {} : { platform }) };
  const found = pull === 'always' ? undefined : await findWanted(engine, wanted);
  if (found !== undefined) return found;
  if (pull === 'never') {
    throw new TscomposeError('IMAGE_NOT_FOUND', `No such image: ${spec.image}`, { subject: spec.image });
  }
  const reporter = new Reporter(emit);
  reporter.step('Image', spec.image, 'working', 'Pulling');
  try {
    const options = { logins, ...(platform === undefined ? {} : { platform }) };
    const image = await engine.pullImage(spec.image, reporter.layers(spec.image), signal, options);
    reporter.step('Image', spec.image, 'done', 'Pulled');
    return image;
  } catch (error) {
    reporter.step('Image', spec.image, 'error', 'Error');
    throw error;
  }
}

function withExposedPorts(spec: ContainerSpec, image: ImageInfo): ContainerSpec {
  const published = new Set(spec.ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`));
  const exposed = new Set([...Object.keys(image.config.ExposedPorts ?? {}), ...(spec.expose ?? [])]);
  const ports = [...exposed].flatMap((text): PortSpec[] => {
    const [port = '', protocol = 'tcp'] = text.split('/');
    if (protocol !== 'tcp' && protocol !== 'udp') return [];
    if (published.has(`${port}/${protocol}`)) return [];
    return [{ hostIp: '0.0.0.0', hostPorts: [0, 0], containerPort: Number(port), protocol }];
  });
  return { ...spec, ports: [...spec.ports, ...ports] };
}

async function ensureNetworks(engine: Engine, { networks }: ContainerSpec): Promise<void> {
  const known = new Set((await engine.observe()).networks.map(({ spec }) => spec.name));
  for (const { network } of networks) {
    if (network === DEFAULT_NETWORK) await engine.createNetwork(DEFAULT_NETWORK_SPEC);
    else if (!known.has(network)) {
      throw new TscomposeError('NETWORK', `network ${network} not found`, {
        subject: network,
        hint: 'Networks come with stacks: start the one that it belongs to first.',
      });
    }
  }
}

/**
 * Starts a container for somebody who attaches to it before it begins, or for nobody. Stays until it has ended where somebody is
 * attached, and until it is gone where it goes by itself; once it runs, an interrupt of the command is none of it.
 * @throws what the engine throws at the start
 */
export async function startFor(
  { engine, lifecycle }: Parts,
  id: string,
  attach: TerminalSize | undefined,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  if (attach === undefined) {
    await engine.startContainer(id, { by: 'user' }, signal);
    await runPostStart(engine, id, signal);
    emit({ type: 'container', id });
    return;
  }
  const target = await engine.attachTarget(id);
  const onListening = () => emit({ type: 'container', id, attach: target });
  await engine.startContainer(id, { by: 'user' }, signal, { count: 1, ...attach, onListening });
  await runPostStart(engine, id, signal);
  const hasEnded = async () => {
    const now = await engine.inspectContainer(id);
    return now === undefined || (now.state.status !== 'running' && now.spec.autoRemove !== true) || undefined;
  };
  try {
    await lifecycle.changes.until(id, hasEnded, signal);
  } catch (error) {
    if (toTscomposeError(error).code !== 'CANCELLED') throw error;
  }
}
