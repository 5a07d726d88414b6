import { type AttributeGroup, group, only } from './attribute-group.js';

const HOOK = 'command environment privileged user working_dir';
const HOOKS = { works: HOOK };
const DEVICE_REQUEST = 'capabilities count device_ids driver options';
const LIMITS = `blkio_config cpu_period cpu_quota cpu_shares cpus cpuset mem_limit mem_reservation mem_swappiness memswap_limit
  oom_kill_disable oom_score_adj pids_limit shm_size ulimits`;
const FILE_GRANT = 'gid mode source target uid';

export const SERVICE_ATTRIBUTES: readonly AttributeGroup[] = [
  group('services.*', {
    works: `mac_address network_mode pid uts
      cap_add cap_drop device_cgroup_rules devices dns dns_opt dns_search domainname extra_hosts group_add privileged read_only
      security_opt sysctls
      annotations develop attach cgroup command configs container_name depends_on deploy entrypoint env_file environment extends
      healthcheck hostname image init ipc isolation label_file labels links logging networks platform ports post_start pre_start pre_stop profiles pull_policy
      restart scale secrets stdin_open stop_grace_period stop_signal tmpfs tty user userns_mode volumes working_dir
      ${LIMITS}`,
    refused: `build cgroup_parent cpu_rt_period cpu_rt_runtime credential_spec external_links gpus
      models provider pull_refresh_after runtime storage_opt use_api_socket volumes_from`,
    noEffect: 'cpu_count cpu_percent expose',
    values: {
      cgroup: only('private'),
      ipc: {
        pattern: /^(private|shareable|host|service:.+|container:.+)$/,
        words: '`private`, `shareable`, `host`, `service:NAME`, `container:NAME`',
      },
      isolation: only('default'),
      links: { pattern: /^[^:]+$/, words: 'names without an alias' },
      pull_policy: {
        pattern: /^(always|missing|if_not_present|never|daily|weekly|every_.*)$/,
        words: '`always`, `missing`, `if_not_present`, `never`, `daily`, `weekly`, `every_DURATION`',
      },
      network_mode: {
        pattern: /^(none|host|bridge|default|service:.+|container:.+)$/,
        words: '`none`, `host`, `bridge`, `default`, `service:NAME`, `container:NAME`',
      },
      pid: { pattern: /^(host|service:.+|container:.+)$/, words: '`host`, `service:NAME`, `container:NAME`' },
      userns_mode: only('host'),
      uts: only('host'),
    },
  }),
  group('services.*.blkio_config', {
    works: 'device_read_bps device_read_iops device_write_bps device_write_iops weight weight_device',
  }),
  group('services.*.blkio_config.device_read_bps[]', { works: 'path rate' }),
  group('services.*.blkio_config.device_read_iops[]', { works: 'path rate' }),
  group('services.*.blkio_config.device_write_bps[]', { works: 'path rate' }),
  group('services.*.blkio_config.device_write_iops[]', { works: 'path rate' }),
  group('services.*.blkio_config.weight_device[]', { works: 'path weight' }),
  group('services.*.build', {
    refused: `additional_contexts args cache_from cache_to context dockerfile dockerfile_inline entitlements extra_hosts
      isolation labels network no_cache no_cache_filter platforms privileged provenance pull sbom secrets shm_size ssh tags
      target ulimits`,
  }),
  group('services.*.build.secrets[]', { refused: FILE_GRANT }),
  group('services.*.build.ulimits.*', { refused: 'hard soft' }),
  group('services.*.configs[]', { works: FILE_GRANT }),
  group('services.*.credential_spec', { refused: 'config file registry' }),
  group('services.*.depends_on.*', { works: 'condition required restart' }),
  group('services.*.devices[]', { works: 'permissions source target' }),
  group('services.*.env_file[]', { works: 'format path required' }),
  group('services.*.extends', { works: 'file service' }),
  group('services.*.gpus[]', { refused: DEVICE_REQUEST }),
  group('services.*.healthcheck', {
    works: 'disable interval retries start_interval start_period test timeout',
  }),
  group('services.*.logging', {
    works: 'driver options',
    values: { driver: only('json-file', 'local', 'none') },
  }),
  group('services.*.models.*', { refused: 'endpoint_var model_var' }),
  group('services.*.networks.*', {
    works: 'aliases ipv4_address mac_address',
    refused: `driver_opts gw_priority interface_name ipv6_address link_local_ips priority`,
  }),
  group('services.*.ports[]', {
    works: 'host_ip mode protocol published target',
    noEffect: 'app_protocol name',
    values: { host_ip: { pattern: /^[\d.]+$/, words: 'IPv4' }, protocol: only('tcp', 'udp') },
  }),
  group('services.*.post_start[]', HOOKS),
  group('services.*.pre_start[]', { works: `${HOOK} image per_replica` }),
  group('services.*.pre_stop[]', HOOKS),
  group('services.*.provider', { refused: 'options type' }),
  group('services.*.secrets[]', { works: FILE_GRANT }),
  group('services.*.ulimits.*', { works: 'hard soft' }),
  group('services.*.volumes[]', {
    works: 'bind read_only source target tmpfs type volume',
    refused: 'image',
    noEffect: 'consistency',
    values: { type: only('volume', 'bind', 'tmpfs') },
  }),
  group('services.*.volumes[].bind', { works: 'create_host_path propagation', refused: 'recursive selinux' }),
  group('services.*.volumes[].image', { refused: 'subpath' }),
  group('services.*.volumes[].tmpfs', { works: 'mode size' }),
  group('services.*.volumes[].volume', { works: 'nocopy subpath', refused: 'labels' }),
];
