import { familiarReference, parseReference } from '../../../base/image-reference.js';
import type { ImageDetails } from '../../../spec/images.js';
import { emptyList, emptyMap, withUnshown } from '../../format/unshown.js';

/**
 * An image as `image inspect` shows it: Docker's keys in Docker's order. Its JSON has some keys of the config where they are empty,
 * and sorts them; a template sees them in the order of the structure, and `json` of it leaves out what is empty.
 */
export function inspection(image: ImageDetails, { forTemplate = false } = {}): object {
  const { variant, osVersion } = image;
  const Config = configOf(image.fullConfig, forTemplate);
  const shown = {
    Id: image.id,
    RepoTags: image.references.filter((reference) => !reference.includes('@')).map(familiar),
    RepoDigests: image.digests.map(familiar),
    Parent: '',
    Comment: image.comment,
    Created: image.createdAt,
    DockerVersion: image.dockerVersion,
    Author: image.author,
    ...(forTemplate ? { Config } : {}),
    Architecture: image.architecture,
    ...(variant === undefined ? {} : { Variant: variant }),
    Os: image.os,
    ...(osVersion === undefined ? {} : { OsVersion: osVersion }),
    Size: image.size,
    RootFS: { Type: 'layers', Layers: image.layers.map(({ diffId }) => diffId) },
    Metadata: { LastTagTime: image.lastTagTime ?? '0001-01-01T00:00:00Z' },
    Config,
  };
  return withUnshown(shown, { Variant: '', OsVersion: '' });
}

/** Every key that Docker knows of a config, in the order of its structure, and what a template gets where it is empty. */
const EMPTY = {
  User: () => '',
  ExposedPorts: emptyMap,
  Env: emptyList,
  Entrypoint: emptyList,
  Cmd: emptyList,
  Volumes: emptyMap,
  WorkingDir: () => '',
  Labels: emptyMap,
  StopSignal: () => '',
  ArgsEscaped: () => false,
  Healthcheck: () => null,
  OnBuild: emptyList,
  Shell: emptyList,
} as const;

/** Keys that are in the JSON even where they are empty. */
const ALWAYS: readonly string[] = [
  'Cmd',
  'Entrypoint',
  'Env',
  'Labels',
  'OnBuild',
  'User',
  'Volumes',
  'WorkingDir',
];

/** Keys whose values are maps with names of the image's author. */
const MAPS: readonly string[] = ['Labels', 'Volumes', 'ExposedPorts'];

function configOf(config: Readonly<Record<string, unknown>>, forTemplate: boolean): object {
  const shown: [string, unknown][] = [];
  const unshown: [string, unknown][] = [];
  for (const [key, empty] of Object.entries(EMPTY)) {
    const value = config[key];
    if (!isEmpty(value)) shown.push([key, contentOf(key, value, forTemplate)]);
    else (!forTemplate && ALWAYS.includes(key) ? shown : unshown).push([key, empty()]);
  }
  if (!forTemplate) shown.sort(([a], [b]) => (a < b ? -1 : 1));
  return withUnshown(Object.fromEntries(shown), Object.fromEntries(unshown));
}

function contentOf(key: string, value: object, forTemplate: boolean): unknown {
  if (MAPS.includes(key)) return new Map(Object.entries(value));
  return forTemplate ? value : sorted(value);
}

/** Docker sorts the keys of structures within the config, for it keeps them as maps. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isEmpty(value: unknown): value is undefined | null {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function familiar(reference: string): string {
  return familiarReference(parseReference(reference));
}
