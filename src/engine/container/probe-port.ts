import type { PortProbe, PortProbeResult } from '../../spec/health.js';
import { connectPort } from '../../wire/port-connection.js';
import type { Container } from './container.js';

/** Where a service may listen besides its own addresses. */
const LOOPBACK = ['127.0.0.1', '::1'];

/** @throws CONTAINER_NOT_RUNNING, CANCELLED */
export async function probePort(
  container: Container,
  { port, request, until }: PortProbe,
  signal: AbortSignal,
): Promise<PortProbeResult> {
  const { socketPath } = container.execTarget();
  const addresses = [...LOOPBACK, ...Object.values(container.observe().addresses)];
  const isEnough = (answer: Buffer) => answer.includes(until);
  const result = await connectPort(socketPath, { addresses, port, request }, isEnough, signal);
  if ('refused' in result) return result;
  return { connected: result.connected, answer: result.answer.toString('latin1') };
}
