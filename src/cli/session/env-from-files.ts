import { resolve } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import { parseDotEnv } from '../../stackfile/environment/dot-env.js';
import { Problems } from '../../stackfile/problems.js';
import { SourceText } from '../../stackfile/read/source-text.js';
import type { Cli } from '../cli.js';
import type { Lookup } from './one-off-service.js';

/** Variables of files, later files going before earlier ones. @throws USAGE for one that is missing, STACK_FILE_INVALID */
export async function envFromFiles(
  cli: Cli,
  files: readonly string[],
  lookup: Lookup,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of files) {
    const path = resolve(cli.host.cwd, file);
    const text = await cli.host.readFile(path);
    if (text === undefined) throw new TscomposeError('USAGE', `cannot read ${path}: there is no such file`);
    const problems = new Problems();
    for (const [name, { value }] of parseDotEnv(new SourceText(file, text, 0), lookup, problems)) {
      found.set(name, value);
    }
    problems.throwIfAny();
  }
  return found;
}
