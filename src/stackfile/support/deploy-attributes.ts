import { type AttributeGroup, group, only } from './attribute-group.js';

/** `deploy`, much of which is about clusters, and `develop`, which `watch` honours. */
export const DEPLOY_ATTRIBUTES: readonly AttributeGroup[] = [
  group('services.*.deploy', {
    works: 'mode replicas resources restart_policy update_config',
    noEffect: 'endpoint_mode labels placement rollback_config',
    values: { mode: only('replicated') },
  }),
  group('services.*.deploy.placement', { noEffect: 'constraints max_replicas_per_node preferences' }),
  group('services.*.deploy.placement.preferences[]', { noEffect: 'spread' }),
  group('services.*.deploy.resources', { works: 'limits reservations' }),
  group('services.*.deploy.resources.limits', { works: 'cpus memory pids' }),
  group('services.*.deploy.resources.reservations', {
    works: 'memory',
    refused: 'devices generic_resources',
    noEffect: 'cpus',
  }),
  group('services.*.deploy.resources.reservations.devices[]', {
    refused: 'capabilities count device_ids driver options',
  }),
  group('services.*.deploy.resources.reservations.generic_resources[]', {
    refused: 'discrete_resource_spec',
  }),
  group('services.*.deploy.resources.reservations.generic_resources[].discrete_resource_spec', {
    refused: 'kind value',
  }),
  group('services.*.deploy.restart_policy', { works: 'condition delay max_attempts window' }),
  group('services.*.deploy.rollback_config', {
    noEffect: 'delay failure_action max_failure_ratio monitor order parallelism',
  }),
  group('services.*.deploy.update_config', {
    works: 'order',
    noEffect: 'delay failure_action max_failure_ratio monitor parallelism',
    values: { order: only('stop-first') },
  }),
  group('services.*.develop', { works: 'watch' }),
  group('services.*.develop.watch[]', {
    works: 'action exec ignore include initial_sync path target',
  }),
  group('services.*.develop.watch[].exec', {
    works: 'command environment privileged user working_dir',
  }),
];
