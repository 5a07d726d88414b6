import { type Cli, requireServices } from '../cli.js';
import { parseFormat } from '../flag-values.js';
import type { Plain } from '../render/ordered.js';
import type { AddVerb } from './verb.js';

interface ConfigOptions {
  readonly format: 'yaml' | 'json';
  readonly quiet?: true;
  readonly services?: true;
  readonly images?: true;
  readonly volumes?: true;
  readonly networks?: true;
}

export const addConfig: AddVerb = (program, run) => {
  program
    .command('config')
    .alias('convert')
    .description('Check the stack file and print it resolved')
    .argument('[service...]', 'only these')
    .option('--format <format>', 'yaml or json', parseFormat(['yaml', 'json']), 'yaml')
    .option('-q, --quiet', 'only check, print nothing')
    .option('--services', 'only names of services')
    .option('--images', 'only names of images')
    .option('--volumes', 'only names of volumes')
    .option('--networks', 'only names of networks')
    .action(run(config));
};

async function config(cli: Cli, services: readonly string[], options: ConfigOptions): Promise<void> {
  const { stack } = await cli.loadStack();
  requireServices(services, Object.keys(stack.services));
  if (options.quiet) return;
  const chosen = Object.entries(stack.services).filter(
    ([name]) => services.length === 0 || services.includes(name),
  );
  const names = options.services
    ? chosen.map(([name]) => name).sort()
    : options.images
      ? chosen.map(([, service]) => service.image).sort()
      : options.volumes
        ? Object.keys(stack.volumes ?? {}).sort()
        : options.networks
          ? Object.keys(stack.networks ?? {}).sort()
          : undefined;
  if (names !== undefined) {
    cli.print(names.map((name) => `${name}\n`).join(''));
    return;
  }
  const { stackJson, stackYaml } = await import('../render/stack-text.js');
  const shown = { ...stack, services: Object.fromEntries(chosen) } as unknown as Plain;
  const how = { interpolated: true };
  cli.print(options.format === 'json' ? stackJson(shown, how) : stackYaml(shown, how));
}
