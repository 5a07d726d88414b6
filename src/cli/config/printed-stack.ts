import type { LoadedStack } from '../../stackfile/request.js';
import { toPlain } from '../../stackfile/tree.js';
import type { Cli } from '../cli.js';
import type { Plain } from '../render/ordered.js';
import { stackJson, stackYaml } from '../render/stack-text.js';

export interface PrintOptions {
  readonly format: 'yaml' | 'json';
  /** False: the stack is printed as a document, hardly resolved. */
  readonly interpolated: boolean;
  /** Pins images; `only` leaves everything else out. */
  readonly digests?: { readonly only: boolean };
}

/** The stack as `config` prints it. */
export async function printedStack(cli: Cli, loaded: LoadedStack, options: PrintOptions): Promise<string> {
  const stack = await printedForm(loaded, options);
  const shown = options.digests === undefined ? stack : await withDigests(cli, stack, options.digests.only);
  return options.format === 'json' ? stackJson(shown, options) : stackYaml(shown, options);
}

async function printedForm({ stack, tree }: LoadedStack, options: PrintOptions): Promise<Plain> {
  if (!options.interpolated) return toPlain(tree);
  if (options.format === 'json') return stack as unknown as Plain;
  const { yamlForm } = await import('../../stackfile/complete/yaml-form.js');
  return toPlain(yamlForm(tree));
}

async function withDigests(cli: Cli, stack: Plain, only: boolean): Promise<Plain> {
  const { pinnedImages } = await import('./pinned-images.js');
  return pinnedImages(cli, stack, only);
}
