import { TscomposeError } from '../../../base/errors.js';
import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import type { AddVerb } from '../verb.js';

export const addContainerPort: AddVerb = (container, run) => {
  container
    .command('port')
    .description('Print where the ports of a container are published')
    .addHelpText('after', examples(['web', 'All ports'], ['web 80', 'The address behind which one is']))
    .argument('<container>', 'name, id, or the beginning of one')
    .argument('[port[/protocol]]', 'only this one')
    .action(run(port));
};

async function port(cli: Cli, name: string, wanted: string | undefined): Promise<void> {
  const client = await cli.connect();
  const { container } = await client.inspectContainer(name);
  const bound = container.ports.map((entry) => ({
    inside: `${entry.containerPort}/${entry.protocol}`,
    outside: `${entry.hostIp}:${entry.hostPort}`,
  }));
  if (wanted === undefined) {
    cli.print(bound.map(({ inside, outside }) => `${inside} -> ${outside}\n`).join(''));
    return;
  }
  const inside = wanted.includes('/') ? wanted : `${wanted}/tcp`;
  const found = bound.filter((entry) => entry.inside === inside);
  if (found.length === 0) {
    throw new TscomposeError('USAGE', `no public port '${inside}' published for ${name}`);
  }
  cli.print(found.map(({ outside }) => `${outside}\n`).join(''));
}
