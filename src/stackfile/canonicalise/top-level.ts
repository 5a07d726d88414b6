import ipaddr from 'ipaddr.js';
import { normaliseProjectName } from '../find/project-name.js';
import { child, type MapNode, map, quote, scalar, type TreeNode, withValues } from '../tree.js';
import {
  asIs,
  type Canonicaliser,
  type Context,
  canonicaliseMap,
  flatMapItems,
  mapEntries,
  onlyTrue,
  refuse,
  text,
} from './context.js';
import { labels } from './mappings.js';
import { isAddress } from './port-spec.js';
import { service } from './service.js';

/** Brings one file's tree to canonical form: long syntax, canonical texts, no extensions. */
export function canonicaliseStack(root: MapNode, context: Context): MapNode {
  const result = canonicaliseMap(root, [], context, {
    name,
    version,
    services: (node, path) => mapEntries(node, path, context, service),
    networks: (node, path) => mapEntries(node, path, context, network),
    volumes: (node, path) => mapEntries(node, path, context, volume),
  });
  return result ?? map(root.at, {});
}

const name: Canonicaliser = (node, path, context) => {
  const written = node.kind === 'scalar' ? String(node.value) : '';
  if (written === '' || normaliseProjectName(written) !== '') return node;
  return refuse(node, path, context, `${quote(written)} has no letter or digit that a name could be made of`);
};

const version: Canonicaliser = (node, path, context) => {
  context.problems.warn(node.at, path, 'obsolete and without effect; it can be left out');
  return undefined;
};

const network: Canonicaliser = (node, path, context) =>
  withExternalName(
    canonicaliseMap(orEmpty(node), path, context, {
      name: text,
      driver: text,
      internal: onlyTrue,
      external,
      labels,
      ipam: (value, valuePath) =>
        canonicaliseMap(value, valuePath, context, {
          driver: text,
          config: (configs, configsPath) =>
            flatMapItems(configs, configsPath, context, (item, itemPath) => {
              const range = addressRange(item, itemPath, context);
              return range === undefined ? [] : [range];
            }),
        }),
    }),
  );

const volume: Canonicaliser = (node, path, context) => {
  const result = withExternalName(
    canonicaliseMap(orEmpty(node), path, context, { name: text, driver: text, external, labels }),
  );
  if (child(result, 'external') === undefined) return result;
  for (const key of ['driver', 'labels']) {
    refuseAt(result, key, path, context, 'an external volume is what it is; leave this out, or "external"');
  }
  return result;
};

/** `external: {name: x}`, the old way to say `external: true` and `name: x`. */
const external: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'map') return onlyTrue(node, path, context);
  context.problems.warn(
    node.at,
    path,
    'a name below "external" is obsolete; write "external: true" and "name"',
  );
  return node;
};

function withExternalName(node: MapNode | undefined): MapNode | undefined {
  const value = child(node, 'external');
  if (node === undefined || value?.kind !== 'map') return node;
  return withValues(node, {
    external: scalar(value.at, true),
    name: child(node, 'name') ?? child(value, 'name'),
  });
}

function orEmpty(node: TreeNode): TreeNode {
  return node.kind === 'scalar' ? map(node.at, {}) : node;
}

const addressRange: Canonicaliser = (node, path, context) => {
  const range = canonicaliseMap(node, path, context, { subnet: asIs, gateway: asIs });
  const subnet = textAt(range, 'subnet');
  const gateway = textAt(range, 'gateway');
  if (subnet !== undefined && !isSubnet(subnet)) {
    return refuseAt(range, 'subnet', path, context, `${quote(subnet)} is not a subnet, as in "10.20.0.0/24"`);
  }
  if (gateway === undefined) return range;
  if (!isAddress(gateway))
    return refuseAt(range, 'gateway', path, context, `${quote(gateway)} is not an IP address`);
  if (subnet !== undefined && !contains(subnet, gateway)) {
    return refuseAt(range, 'gateway', path, context, `${gateway} is not in the subnet ${subnet}`);
  }
  return range;
};

function refuseAt(
  node: MapNode | undefined,
  key: string,
  path: readonly (string | number)[],
  context: Context,
  message: string,
): undefined {
  const value = child(node, key);
  return value && refuse(value, [...path, key], context, message);
}

function textAt(node: MapNode | undefined, key: string): string | undefined {
  const value = child(node, key);
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : undefined;
}

function isSubnet(subnet: string): boolean {
  return ipaddr.isValidCIDR(subnet) && isAddress(subnet.slice(0, subnet.indexOf('/')));
}

function contains(subnet: string, address: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(subnet);
  const parsed = ipaddr.parse(address);
  return network.kind() === parsed.kind() && parsed.match(network, bits);
}
