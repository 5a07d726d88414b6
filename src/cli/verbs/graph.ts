import type { Stack } from '../../model/stack.js';
import { toPlain } from '../../stackfile/tree.js';
import { type Cli, requireServices } from '../cli.js';
import { parseFormat } from '../flag-values.js';
import type { StackGraph } from '../graph/stack-graph.js';
import { examples } from '../help/examples.js';
import type { AddVerb } from './verb.js';

const FORMATS = ['tree', 'mermaid', 'dot', 'svg', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface GraphOptions {
  readonly format: Format;
  readonly output?: string;
}

export const addGraph: AddVerb = (program, run) => {
  program
    .command('graph')
    .description('Show which service needs which, with ports, networks and volumes')
    .addHelpText('after', examples(['', 'As a tree'], ['--format svg -o stack.svg', 'As a picture']))
    .argument('[service...]', 'only these, and what they depend on')
    .option('--format <format>', `${FORMATS.join(', ')}`, parseFormat(FORMATS), 'tree')
    .option('-o, --output <file>', 'write to a file')
    .action(run(graph));
};

async function graph(cli: Cli, services: readonly string[], options: GraphOptions): Promise<void> {
  if (options.format === 'json') cli.json = true;
  const { stack, disabledServices } = await cli.loadStack();
  const { stackGraph } = await import('../graph/stack-graph.js');
  const inactive = toPlain(disabledServices) as unknown as Stack['services'];
  const shown = stackGraph(stack, inactive, services);
  requireServices(
    services,
    shown.services.map(({ name }) => name),
  );
  await cli.deliver(await graphText(shown, options, cli), options.output);
}

async function graphText(shown: StackGraph, options: GraphOptions, cli: Cli): Promise<string> {
  switch (options.format) {
    case 'tree': {
      const { treeText } = await import('../graph/tree-text.js');
      return treeText(shown, { color: options.output === undefined && cli.wantsColor() });
    }
    case 'mermaid':
      return (await import('../graph/mermaid.js')).mermaidText(shown);
    case 'dot':
      return (await import('../graph/dot.js')).dotText(shown);
    case 'svg':
      return (await import('../graph/svg/svg.js')).svgText(shown);
    case 'json':
      return `${JSON.stringify(shown, null, 2)}\n`;
  }
}
