import { TscomposeError } from '../../base/errors.js';
import type { ContainerSummary } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { parseIndex } from '../flag-values.js';
import { examples } from '../help/examples.js';
import type { AddVerb } from './verb.js';

interface PortOptions {
  readonly index: number;
  readonly protocol: string;
}

export const addPort: AddVerb = (program, run) => {
  program
    .command('port')
    .description('Print the address of this machine behind which a port of a service is')
    .addHelpText(
      'after',
      examples(
        ['web 80', 'Where port 80 of web is'],
        ['--protocol udp --index 2 dns 53', 'Of the second container of dns'],
      ),
    )
    .argument('<service>', 'service whose port it is')
    .argument('<port>', 'port inside the container', parsePort)
    .option('--index <number>', 'which container of the service, by its number', parseIndex, 0)
    .option('--protocol <protocol>', 'tcp or udp', 'tcp')
    .action(run(port));
};

async function port(cli: Cli, service: string, inside: number, options: PortOptions): Promise<void> {
  const name = await cli.stackName();
  const client = await cli.connectIfAny();
  const containers = client === undefined ? [] : await client.ps(name);
  const container = find(containers, service, options.index);
  const protocol = options.protocol.toLowerCase();
  const bound = container.ports.find(
    (candidate) => candidate.containerPort === inside && candidate.protocol === protocol,
  );
  if (bound !== undefined) {
    cli.print(`${bound.hostIp}:${bound.hostPort}\n`);
    return;
  }
  const there = container.ports.map(({ hostPort, protocol: other }) => `${hostPort}/${other}`).join(', ');
  throw new TscomposeError(
    'USAGE',
    `no port ${inside}/${protocol} for container ${container.name}: ${there}`,
  );
}

function find(containers: readonly ContainerSummary[], service: string, index: number): ContainerSummary {
  const running = containers
    .filter((container) => container.service === service && container.state.status === 'running')
    .sort((left, right) => left.index - right.index);
  const found = index === 0 ? running[0] : running.find((container) => container.index === index);
  if (found !== undefined) return found;
  const which = index === 0 ? '' : ` container #${index}`;
  throw new TscomposeError('CONTAINER_NOT_RUNNING', `service "${service}" is not running${which}`, {
    subject: service,
  });
}

function parsePort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new TscomposeError('USAGE', `"${value}" is not a port`, { hint: 'Ports go from 1 to 65535.' });
}
