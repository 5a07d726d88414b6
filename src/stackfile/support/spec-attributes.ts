import { type AttributeGroup, group, only } from './attribute-group.js';
import { DEPLOY_ATTRIBUTES } from './deploy-attributes.js';
import { SERVICE_ATTRIBUTES } from './service-attributes.js';

const RESOURCE_ATTRIBUTES: readonly AttributeGroup[] = [
  group('networks.*', {
    works: 'driver enable_ipv4 external internal ipam labels name',
    refused: 'driver_opts enable_ipv6',
    noEffect: 'attachable',
    values: { driver: only('bridge', 'default'), enable_ipv4: only('true') },
  }),
  group('networks.*.external', { works: 'name' }),
  group('networks.*.ipam', {
    works: 'config driver',
    refused: 'options',
    values: { config: { most: 1, words: 'one range' }, driver: only('default') },
  }),
  group('networks.*.ipam.config[]', {
    works: 'gateway subnet',
    refused: 'aux_addresses ip_range',
    values: { subnet: { pattern: /^[\d.]+\/\d+$/, words: 'IPv4' } },
  }),
  group('volumes.*', {
    works: 'driver driver_opts external labels name',
    values: {
      driver: only('local', 'default'),
      driver_opts: { words: 'directories of the host (`type: none`, `o: bind`)' },
    },
  }),
  group('volumes.*.external', { works: 'name' }),
  group('configs.*', {
    works: 'content environment file',
    refused: 'external template_driver',
    noEffect: 'labels name',
    reasons: { external: noStore('"file", "environment" or "content"') },
  }),
  group('configs.*.external', { refused: 'name' }),
  group('secrets.*', {
    works: 'environment file',
    refused: 'driver driver_opts external template_driver',
    noEffect: 'labels name',
    reasons: { external: noStore('"file" or "environment"') },
  }),
  group('secrets.*.external', { refused: 'name' }),
  group('models.*', { refused: 'context_size model name runtime_flags' }),
  group('include[]', { works: 'env_file path project_directory' }),
];

function noStore(sources: string): string {
  return `there is no store that it could come from, as of a swarm; give it ${sources}`;
}

/**
 * Every attribute of the Compose Specification and what `up` makes of it. docs/compose-support.md is made from this
 * table; a test holds it equal to the schema.
 */
export const SPEC_ATTRIBUTES: readonly AttributeGroup[] = [
  group('', {
    works: 'configs include name networks secrets services volumes',
    refused: 'models',
    noEffect: 'version',
  }),
  ...SERVICE_ATTRIBUTES,
  ...DEPLOY_ATTRIBUTES,
  ...RESOURCE_ATTRIBUTES,
];
