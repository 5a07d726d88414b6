/** How Docker Compose orders the keys of one kind of map. */
export interface Shape {
  /** Keys that come first, in this order; the others follow by name. */
  readonly first?: readonly string[];
  /** Shapes of known keys. */
  readonly keys?: Readonly<Record<string, ShapeName>>;
  /** Shape of every value or item that `keys` does not know. */
  readonly each?: ShapeName;
}

/** Words of a line, so that the long lists below stay readable. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const SERVICE_KEYS = words(`
  profiles annotations attach build develop blkio_config cap_add cap_drop cgroup_parent cgroup cpu_count cpu_percent
  cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpus cpuset cpu_shares command configs container_name
  credential_spec depends_on deploy device_cgroup_rules devices dns dns_opt dns_search dockerfile domainname entrypoint
  provider environment env_file expose extends external_links extra_hosts group_add gpus hostname healthcheck image init
  ipc isolation labels label_file links logging log_driver log_opt mem_limit mem_reservation memswap_limit
  mem_swappiness mac_address models net network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform
  ports privileged pull_policy read_only restart runtime scale secrets security_opt shm_size stdin_open
  stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volume_driver
  volumes volumes_from working_dir pre_start post_start pre_stop`);

const BUILD_KEYS = words(`
  context dockerfile dockerfile_inline entitlements args provenance sbom ssh labels cache_from cache_to no_cache
  additional_contexts pull extra_hosts isolation network target secrets shm_size tags ulimits platforms privileged`);

export type ShapeName =
  | 'stack'
  | 'services'
  | 'service'
  | 'build'
  | 'develop'
  | 'triggers'
  | 'trigger'
  | 'hooks'
  | 'hook'
  | 'blkio'
  | 'devices'
  | 'device'
  | 'references'
  | 'reference'
  | 'credentialSpec'
  | 'dependencies'
  | 'dependency'
  | 'deploy'
  | 'updateConfig'
  | 'resources'
  | 'resource'
  | 'deviceRequests'
  | 'deviceRequest'
  | 'genericResources'
  | 'genericResource'
  | 'restartPolicy'
  | 'placement'
  | 'provider'
  | 'envFiles'
  | 'envFile'
  | 'healthcheck'
  | 'logging'
  | 'serviceModels'
  | 'serviceModel'
  | 'serviceNetworks'
  | 'serviceNetwork'
  | 'ports'
  | 'port'
  | 'ulimits'
  | 'ulimit'
  | 'mounts'
  | 'mount'
  | 'bind'
  | 'mountVolume'
  | 'mountTmpfs'
  | 'networks'
  | 'network'
  | 'ipam'
  | 'pools'
  | 'pool'
  | 'volumes'
  | 'volume'
  | 'fileObjects'
  | 'fileObject'
  | 'models'
  | 'model'
  | 'other';

/** Order of keys in Docker Compose's canonical form: that of the fields of its structures. */
export const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  stack: {
    first: words('name services networks volumes secrets configs models'),
    keys: {
      services: 'services',
      networks: 'networks',
      volumes: 'volumes',
      secrets: 'fileObjects',
      configs: 'fileObjects',
      models: 'models',
    },
  },
  services: { each: 'service' },
  service: {
    first: SERVICE_KEYS,
    keys: {
      build: 'build',
      develop: 'develop',
      blkio_config: 'blkio',
      configs: 'references',
      credential_spec: 'credentialSpec',
      depends_on: 'dependencies',
      deploy: 'deploy',
      devices: 'devices',
      provider: 'provider',
      env_file: 'envFiles',
      gpus: 'deviceRequests',
      healthcheck: 'healthcheck',
      logging: 'logging',
      models: 'serviceModels',
      networks: 'serviceNetworks',
      ports: 'ports',
      secrets: 'references',
      ulimits: 'ulimits',
      volumes: 'mounts',
      pre_start: 'hooks',
      post_start: 'hooks',
      pre_stop: 'hooks',
    },
  },
  build: { first: BUILD_KEYS, keys: { secrets: 'references', ulimits: 'ulimits' } },
  develop: { first: words('watch'), keys: { watch: 'triggers' } },
  triggers: { each: 'trigger' },
  trigger: { first: words('path action target exec include ignore initial_sync'), keys: { exec: 'hook' } },
  hooks: { each: 'hook' },
  hook: { first: words('command image user privileged working_dir environment per_replica') },
  blkio: {
    first: words('weight weight_device device_read_bps device_read_iops device_write_bps device_write_iops'),
  },
  devices: { each: 'device' },
  device: { first: words('source target permissions') },
  references: { each: 'reference' },
  reference: { first: words('source target uid gid mode') },
  credentialSpec: { first: words('config file registry') },
  dependencies: { each: 'dependency' },
  dependency: { first: words('condition restart required') },
  deploy: {
    first: words(
      'mode replicas labels update_config rollback_config resources restart_policy placement endpoint_mode',
    ),
    keys: {
      update_config: 'updateConfig',
      rollback_config: 'updateConfig',
      resources: 'resources',
      restart_policy: 'restartPolicy',
      placement: 'placement',
    },
  },
  updateConfig: { first: words('parallelism delay failure_action monitor max_failure_ratio order') },
  resources: { first: words('limits reservations'), keys: { limits: 'resource', reservations: 'resource' } },
  resource: {
    first: words('cpus memory pids devices generic_resources'),
    keys: { devices: 'deviceRequests', generic_resources: 'genericResources' },
  },
  deviceRequests: { each: 'deviceRequest' },
  deviceRequest: { first: words('capabilities driver count device_ids options') },
  genericResources: { each: 'genericResource' },
  genericResource: { each: 'other' },
  restartPolicy: { first: words('condition delay max_attempts window') },
  placement: { first: words('constraints preferences max_replicas_per_node') },
  provider: { first: words('type options') },
  envFiles: { each: 'envFile' },
  envFile: { first: words('path required format') },
  healthcheck: { first: words('test timeout interval retries start_period start_interval disable') },
  logging: { first: words('driver options') },
  serviceModels: { each: 'serviceModel' },
  serviceModel: { first: words('endpoint_var model_var') },
  serviceNetworks: { each: 'serviceNetwork' },
  serviceNetwork: {
    first: words(`aliases driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips
      mac_address priority`),
  },
  ports: { each: 'port' },
  port: { first: words('name mode host_ip target published protocol app_protocol') },
  ulimits: { each: 'ulimit' },
  ulimit: { first: words('single soft hard') },
  mounts: { each: 'mount' },
  mount: {
    first: words('type source target read_only consistency bind volume tmpfs image'),
    keys: { bind: 'bind', volume: 'mountVolume', tmpfs: 'mountTmpfs' },
  },
  bind: { first: words('selinux propagation create_host_path recursive') },
  mountVolume: { first: words('labels nocopy subpath') },
  mountTmpfs: { first: words('size mode') },
  networks: { each: 'network' },
  network: {
    first: words('name driver driver_opts ipam external internal attachable labels enable_ipv4 enable_ipv6'),
    keys: { ipam: 'ipam' },
  },
  ipam: { first: words('driver config'), keys: { config: 'pools' } },
  pools: { each: 'pool' },
  pool: { first: words('subnet gateway ip_range aux_addresses') },
  volumes: { each: 'volume' },
  volume: { first: words('name driver driver_opts external labels') },
  fileObjects: { each: 'fileObject' },
  fileObject: {
    first: words('name file environment content external labels driver driver_opts template_driver'),
  },
  models: { each: 'model' },
  model: { first: words('name model context_size runtime_flags') },
  other: {},
};
