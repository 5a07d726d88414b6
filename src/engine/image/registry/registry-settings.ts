import { readFile } from 'node:fs/promises';
import { TscomposeError } from '../../../base/errors.js';
import { isObject, isStringArray, type JsonObject } from '../json-shape.js';
import { readContainersConf } from './containers-conf.js';
import { isInNetwork, isLoopback } from './proxy.js';
import { insecureHosts, type RegistryRule } from './registry-rules.js';

/** What the machine's administrator says of registries. */
export interface RegistrySettings {
  /** Hosts (`host`, `host:port`) and networks (`10.0.0.0/8`) that may lack TLS or a valid certificate. */
  readonly insecure: readonly string[];
  /** Registry's name in references → base addresses to try before it, in order. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** What containers-registries.conf(5) says; {@link insecure} has its insecure hosts. */
  readonly rules: readonly RegistryRule[];
}

export interface SettingsFiles {
  /** Our own: `{"insecure": [...], "mirrors": {"docker.io": [...]}}`. */
  readonly own: string;
  /** Docker's daemon.json, of which `insecure-registries` and `registry-mirrors` are used. */
  readonly docker: string;
  /** `registries.conf` of podman and others, and the directory beside it. */
  readonly containers?: { readonly file: string; readonly directory: string };
}

export const SETTINGS_FILES: SettingsFiles = {
  own: '/etc/tscompose/registries.json',
  docker: '/etc/docker/daemon.json',
  containers: { file: '/etc/containers/registries.conf', directory: '/etc/containers/registries.conf.d' },
};

/** Reads the files anew, so that a change needs no restart. @throws REGISTRY when one is there but malformed */
export async function readSettings(files: SettingsFiles): Promise<RegistrySettings> {
  const { containers } = files;
  const [own, docker, rules] = await Promise.all([
    readObject(files.own),
    readObject(files.docker),
    containers === undefined ? [] : readContainersConf(containers.file, containers.directory),
  ]);
  const ownMirrors = own.mirrors ?? {};
  if (!isObject(ownMirrors)) throw invalid(files.own, '"mirrors" is not a map');
  const hub = [
    ...list(ownMirrors, 'docker.io', files.own),
    ...list(docker, 'registry-mirrors', files.docker),
  ];
  const mirrors = Object.keys(ownMirrors).map((name) => [name, list(ownMirrors, name, files.own)] as const);
  return {
    insecure: [
      ...list(own, 'insecure', files.own),
      ...list(docker, 'insecure-registries', files.docker),
      ...insecureHosts(rules),
    ],
    rules,
    mirrors: { ...Object.fromEntries(mirrors), ...(hub.length === 0 ? {} : { 'docker.io': hub }) },
  };
}

/** @param host with its port where it has one, as in a reference or an address */
export function isInsecure({ insecure }: RegistrySettings, host: string): boolean {
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d+$/, '');
  if (isLoopback(name)) return true;
  return insecure.some((entry) => entry === host || entry === name || isInNetwork(name, entry));
}

async function readObject(path: string): Promise<JsonObject> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw invalid(path, 'it cannot be read', error);
  }
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw invalid(path, 'it is not JSON', error);
  }
  if (!isObject(value)) throw invalid(path, 'it is not a JSON object');
  return value;
}

function list(value: JsonObject, key: string, path: string): readonly string[] {
  const entries = value[key] ?? [];
  if (!isStringArray(entries)) throw invalid(path, `"${key}" is not a list of strings`);
  return entries;
}

function invalid(path: string, why: string, cause?: unknown): TscomposeError {
  return new TscomposeError('REGISTRY', `the settings of registries in ${path} are of no use: ${why}`, {
    action: 'read settings',
    subject: path,
    ...(cause === undefined ? {} : { cause }),
  });
}
