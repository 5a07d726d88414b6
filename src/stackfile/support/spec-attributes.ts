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
    works: 'driver external labels name',
    refused: 'driver_opts',
    values: { driver: only('local', 'default') },
  }),
  group('volumes.*.external', { works: 'name' }),
  group('configs.*', { refused: 'content environment external file labels name template_driver' }),
  group('configs.*.external', { refused: 'name' }),
  group('secrets.*', {
    refused: 'driver driver_opts environment external file labels name template_driver',
  }),
  group('secrets.*.external', { refused: 'name' }),
  group('models.*', { refused: 'context_size model name runtime_flags' }),
  group('include[]', { works: 'env_file path project_directory' }),
];

/**
 * Every attribute of the Compose Specification and what `up` makes of it. docs/compose-support.md is made from this
 * table; a test holds it equal to the schema.
 */
export const SPEC_ATTRIBUTES: readonly AttributeGroup[] = [
  group('', {
    works: 'include name networks services volumes',
    refused: 'configs models secrets',
    noEffect: 'version',
  }),
  ...SERVICE_ATTRIBUTES,
  ...DEPLOY_ATTRIBUTES,
  ...RESOURCE_ATTRIBUTES,
];
