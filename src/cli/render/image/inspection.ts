import { familiarReference, parseReference } from '../../../base/image-reference.js';
import type { ImageDetails } from '../../../spec/images.js';
import { emptyList, emptyMap, withUnshown } from '../../format/unshown.js';

/**
 * An image as `image inspect` shows it: Docker's keys in Docker's order. What Docker leaves out of its JSON where it is empty
 * is there for templates all the same.
 */
export function inspection(image: ImageDetails): object {
  const { variant, osVersion } = image;
  const shown = {
    Id: image.id,
    RepoTags: image.references.filter((reference) => !reference.includes('@')).map(familiar),
    RepoDigests: image.digests.map(familiar),
    Parent: '',
    Comment: image.comment,
    Created: image.createdAt,
    DockerVersion: image.dockerVersion,
    Author: image.author,
    Architecture: image.architecture,
    ...(variant === undefined ? {} : { Variant: variant }),
    Os: image.os,
    ...(osVersion === undefined ? {} : { OsVersion: osVersion }),
    Size: image.size,
    RootFS: { Type: 'layers', Layers: image.layers.map(({ diffId }) => diffId) },
    Metadata: { LastTagTime: image.lastTagTime ?? '0001-01-01T00:00:00Z' },
    Config: configOf(image.fullConfig),
  };
  return withUnshown(shown, { Variant: '', OsVersion: '' });
}

/** Keys that are always shown, and how Docker shows them when they are empty. */
const ALWAYS = {
  Cmd: emptyList,
  Entrypoint: emptyList,
  Env: emptyList,
  Labels: emptyMap,
  OnBuild: emptyList,
  User: () => '',
  Volumes: emptyMap,
  WorkingDir: () => '',
} as const;

/** Keys that are shown only with a value, and what templates get without one. Others of a config Docker doesn't know. */
const WITH_VALUE = {
  ArgsEscaped: () => false,
  ExposedPorts: emptyMap,
  Healthcheck: () => null,
  Shell: emptyList,
  StopSignal: () => '',
} as const;

/** Keys whose values are maps with names of the image's author. */
const MAPS: readonly string[] = ['Labels', 'Volumes', 'ExposedPorts'];

function configOf(config: Readonly<Record<string, unknown>>): object {
  const shown: [string, unknown][] = [];
  const unshown: [string, unknown][] = [];
  for (const [key, empty] of Object.entries({ ...ALWAYS, ...WITH_VALUE })) {
    const value = config[key];
    if (!isEmpty(value))
      shown.push([key, MAPS.includes(key) ? new Map(Object.entries(value)) : sorted(value)]);
    else if (key in ALWAYS) shown.push([key, empty()]);
    else unshown.push([key, empty()]);
  }
  shown.sort(([a], [b]) => (a < b ? -1 : 1));
  return withUnshown(Object.fromEntries(shown), Object.fromEntries(unshown));
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
