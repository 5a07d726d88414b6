import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';

export type ConfigObject = Readonly<Record<string, unknown>>;

/** Where the `docker` command keeps its settings: DOCKER_CONFIG, or `.docker` in the home directory. */
export function dockerConfigPath(env: Readonly<Record<string, string | undefined>>): string {
  const { DOCKER_CONFIG: directory, HOME: home } = env;
  if (directory !== undefined && directory !== '') return join(directory, 'config.json');
  return join(home === undefined || home === '' ? homedir() : home, '.docker', 'config.json');
}

/** @throws CREDENTIALS when it is there but cannot be read; empty when it is absent */
export async function readDockerConfig(path: string): Promise<ConfigObject> {
  let text: string;
  try {
    // One small file, and loading node:fs/promises would cost every pull a millisecond.
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw unusable(path, 'it cannot be read', error);
  }
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(path, 'it is not JSON', error);
  }
  if (!isObject(value)) throw unusable(path, 'it is not a JSON object');
  return value;
}

/** Replaces the file at once, readable for its owner only; a symbolic link stays one. @throws CREDENTIALS */
export async function writeDockerConfig(path: string, config: ConfigObject): Promise<void> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const target = existsSync(path) ? realpathSync(path) : path;
    const temporary = `${target}.${process.pid}.new`;
    try {
      writeFileSync(temporary, `${JSON.stringify(config, null, '\t')}\n`, { mode: 0o600 });
      chmodSync(temporary, 0o600);
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw unusable(path, 'it cannot be written', error);
  }
}

export function isObject(value: unknown): value is ConfigObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unusable(path: string, why: string, cause?: unknown): TscomposeError {
  const errno = (cause as NodeJS.ErrnoException | undefined)?.code;
  return new TscomposeError('CREDENTIALS', `the logins in ${path} are of no use: ${why}`, {
    action: 'read logins',
    subject: path,
    ...(cause === undefined ? {} : { cause }),
    ...(errno === undefined ? {} : { errno }),
  });
}
