import { TscomposeError } from '../../../base/errors.js';
import type { ContainerDetails } from '../../../spec/container-details.js';
import type { Cli } from '../../cli.js';
import { inspectRenderer, isTemplate } from '../../format/inspect-format.js';
import { examples } from '../../help/examples.js';
import { containerInspection, templateInspection } from '../../render/container-inspection.js';
import type { AddVerb } from '../verb.js';

export const addContainerInspect: AddVerb = (container, run) => {
  container
    .command('inspect')
    .description(
      'Show all that is known of containers: state, health with its last probes, restarts, mounts, networks',
    )
    .addHelpText(
      'after',
      examples(
        ['demo-web-1', 'All that is known'],
        ["-f '{{.State.Health.Status}}' demo-web-1", 'One thing of it'],
      ),
    )
    .argument('<container...>', 'name, id, or the beginning of one')
    .option('-f, --format <format>', 'json (on one line), or a template')
    .action(run(inspect));
};

/** What is found is shown, whatever is missing. */
async function inspect(
  cli: Cli,
  containers: readonly string[],
  { format }: { readonly format?: string },
): Promise<void> {
  const render = await inspectRenderer(format);
  const client = await cli.connect();
  const found: ContainerDetails[] = [];
  for (const container of containers) {
    try {
      found.push(await client.inspectContainer(container));
    } catch (error) {
      if (!(error instanceof TscomposeError) || error.code !== 'CONTAINER_NOT_FOUND') throw error;
      cli.host.stderr.write(`${error.message}\n`);
      cli.exitCode = 1;
    }
  }
  cli.print(render(found.map(isTemplate(format) ? templateInspection : containerInspection)));
}
