import type { LoadedStack } from '../../stackfile/request.js';
import type { Cli, StackChoice } from '../cli.js';
import type { ListName } from '../config/lists.js';
import { parseFormat } from '../flag-values.js';
import { examples } from '../help/examples.js';
import type { AddVerb } from './verb.js';

interface ConfigOptions {
  /** Absent: YAML, or a table where the result is one. */
  readonly format?: 'yaml' | 'json';
  readonly quiet?: true;
  readonly output?: string;
  readonly explain?: string;
  readonly services?: true;
  readonly images?: true;
  readonly volumes?: true;
  readonly networks?: true;
  readonly models?: true;
  readonly profiles?: true;
  readonly environment?: true;
  readonly variables?: true;
  readonly hash?: string;
  readonly resolveImageDigests?: true;
  readonly lockImageDigests?: true;
  readonly interpolate: boolean;
  readonly normalize: boolean;
  readonly pathResolution: boolean;
  readonly envResolution: boolean;
  readonly consistency: boolean;
}

export const addConfig: AddVerb = (program, run) => {
  program
    .command('config')
    .alias('convert')
    .description('Check the stack file and print it resolved')
    .addHelpText(
      'after',
      examples(
        ['-q', 'Check the file'],
        ['', 'What it comes to'],
        ['--explain services.web.image', 'Where a value comes from'],
      ),
    )
    .argument('[service...]', 'only these, and what they depend on')
    .option('--format <format>', 'yaml or json', parseFormat(['yaml', 'json']))
    .option('-q, --quiet', 'only check, print nothing')
    .option('-o, --output <file>', 'write to a file')
    .option('--explain <path>', 'say where a value comes from: services.web.ports[0]')
    .option('--services', 'only names of services')
    .option('--images', 'only names of images')
    .option('--volumes', 'only names of volumes')
    .option('--networks', 'only names of networks')
    .option('--models', 'only names of models')
    .option('--profiles', 'only names of profiles')
    .option('--environment', 'only the variables that the file may use, with their values')
    .option('--variables', 'only the variables that the file uses, with their defaults')
    .option('--hash <services>', 'only a hash per service: names between commas, or "*"')
    .option('--resolve-image-digests', 'pin images to the digests that their tags have now')
    .option('--lock-image-digests', 'print only the pinned images, as an override file')
    .option('--no-interpolate', 'do not put variables in')
    .option('--no-normalize', 'do not fill in what goes without saying')
    .option('--no-path-resolution', 'leave relative paths')
    .option('--no-env-resolution', 'do not read env files of services')
    .option('--no-consistency', 'do not check references between parts of the file')
    .action(run(config));
};

async function config(cli: Cli, services: readonly string[], options: ConfigOptions): Promise<void> {
  if (options.format === 'json') cli.json = true;
  const loaded = await cli.loadStack(choiceOf(cli, services, options));
  const text = await configText(cli, loaded, options);
  if (!options.quiet) await cli.deliver(text, options.output);
}

function choiceOf(cli: Cli, services: readonly string[], options: ConfigOptions): StackChoice {
  const list = listOf(options);
  return {
    ...(services.length === 0 ? {} : { select: services }),
    switches: {
      interpolate: options.interpolate && !options.variables,
      normalise: options.normalize && !cli.globals.compatibility,
      resolvePaths: options.pathResolution,
      resolveEnvironment: options.envResolution && list === undefined && !options.variables,
      checkConsistency: options.consistency,
    },
  };
}

/** Rare kinds of output are loaded when they are asked for: checking a file should cost no more than that. */
async function configText(cli: Cli, loaded: LoadedStack, options: ConfigOptions): Promise<string> {
  if (options.explain !== undefined) {
    const { explainText } = await import('../config/explain.js');
    return explainText(loaded, options.explain, options.format === 'json' ? 'json' : 'text');
  }
  const list = listOf(options);
  if (list !== undefined) {
    const { LISTS } = await import('../config/lists.js');
    return LISTS[list](loaded)
      .map((item) => `${item}\n`)
      .join('');
  }
  if (options.hash !== undefined) {
    const { hashText } = await import('../config/hash.js');
    return hashText(loaded.stack, options.hash);
  }
  if (options.variables) {
    const { variablesText } = await import('../config/variables.js');
    return variablesText(loaded.tree, options.format ?? 'table');
  }
  if (options.quiet && !wantsDigests(options)) return '';
  const { printedStack } = await import('../config/printed-stack.js');
  const { format = 'yaml', interpolate: interpolated } = options;
  const digests = wantsDigests(options) ? { only: options.lockImageDigests === true } : undefined;
  const text = await printedStack(cli, loaded, { format, interpolated, ...(digests && { digests }) });
  // Docker Compose's JSON ends without a newline; a prompt should not stand behind it all the same.
  const atTerminal = options.output === undefined && cli.host.stdout.isTTY === true;
  return atTerminal && !text.endsWith('\n') ? `${text}\n` : text;
}

function wantsDigests(options: ConfigOptions): boolean {
  return options.resolveImageDigests === true || options.lockImageDigests === true;
}

/** In the order in which Docker Compose looks at its flags. */
function listOf(options: ConfigOptions): ListName | undefined {
  const lists = ['services', 'volumes', 'networks', 'models', 'profiles', 'images', 'environment'] as const;
  return lists.find((name) => options[name] === true);
}
