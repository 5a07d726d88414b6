import { parseVolumeSpec } from '../canonicalise/volume-spec.js';
import { child, type Scalar, type TreeNode } from '../tree.js';

/** What makes two items of a list the same; undefined for an item that is like no other. */
export type Identity = (item: TreeNode) => string | undefined;

/** The text up to the first `=`. */
const key: Identity = (item) =>
  item.kind === 'scalar' && item.value !== null ? String(item.value).split('=', 1)[0] : undefined;

const exposed: Identity = (item) =>
  item.kind === 'scalar' && item.value !== null ? String(item.value) : undefined;

const port: Identity = (item) => {
  if (item.kind === 'scalar') return exposed(item);
  const target = scalarAt(item, 'target');
  if (target === undefined) return undefined;
  const published = scalarAt(item, 'published') ?? '';
  const host = scalarAt(item, 'host_ip') ?? '0.0.0.0';
  return `${host}:${published}:${target}/${scalarAt(item, 'protocol') ?? 'tcp'}`;
};

/** Mounts are told apart by where they stand in the container. */
const volume: Identity = (item) => {
  if (item.kind !== 'scalar') return textAt(item, 'target');
  const spec = typeof item.value === 'string' ? parseVolumeSpec(item.value) : undefined;
  return spec !== undefined && 'target' in spec ? spec.target : undefined;
};

const device: Identity = (item) => {
  if (item.kind !== 'scalar') return textAt(item, 'target');
  const [source, target] = String(item.value).split(':');
  return target ?? source;
};

const mount =
  (directory: string): Identity =>
  (item) => {
    if (item.kind === 'scalar') return `${directory}/${item.value}`;
    return textAt(item, 'target') ?? `${directory}/${scalarAt(item, 'source') ?? ''}`;
  };

const envFile: Identity = (item) => (item.kind === 'scalar' ? String(item.value) : textAt(item, 'path'));

function scalarAt(item: TreeNode, name: string): Scalar | undefined {
  const value = child(item, name);
  return value?.kind === 'scalar' && value.value !== null ? value.value : undefined;
}

function textAt(item: TreeNode, name: string): string | undefined {
  const value = scalarAt(item, name);
  return value === undefined ? undefined : String(value);
}

/** The lists that hold an item only once. */
export const IDENTITIES: Readonly<Record<string, Identity>> = {
  'networks.*.ipam.options': key,
  'networks.*.labels': key,
  'services.*.annotations': key,
  'services.*.build.additional_contexts': key,
  'services.*.build.args': key,
  'services.*.build.labels': key,
  'services.*.build.tags': key,
  'services.*.cap_add': key,
  'services.*.cap_drop': key,
  'services.*.configs': mount(''),
  'services.*.deploy.labels': key,
  'services.*.devices': device,
  'services.*.dns': key,
  'services.*.dns_opt': key,
  'services.*.dns_search': key,
  'services.*.env_file': envFile,
  'services.*.environment': key,
  'services.*.expose': exposed,
  'services.*.labels': key,
  'services.*.links': key,
  'services.*.networks.*.aliases': key,
  'services.*.networks.*.link_local_ips': key,
  'services.*.ports': port,
  'services.*.profiles': key,
  'services.*.secrets': mount('/run/secrets'),
  'services.*.sysctls': key,
  'services.*.tmpfs': key,
  'services.*.volumes': volume,
};
