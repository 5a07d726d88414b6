/** Attributes of one kind of map in the stack file. */
export interface AttributeGroup {
  /** Where such a map stands; `*` is any name, `[]` any list item. */
  readonly at: string;
  readonly supported: readonly string[];
  /** In the Compose Specification, refused by this version. */
  readonly planned: readonly string[];
}

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/**
 * Every attribute of the Compose Specification and whether this version honours it. An attribute that is in
 * neither list is unknown. docs/compose-support.md is made from this table.
 */
export const SPEC_ATTRIBUTES: readonly AttributeGroup[] = [
  {
    at: '',
    supported: words('name version services networks volumes'),
    planned: words('configs include models secrets'),
  },
  {
    at: 'services.*',
    supported:
      words(`command container_name depends_on entrypoint environment healthcheck hostname image labels
      networks ports restart stop_grace_period stop_signal tmpfs user volumes working_dir`),
    planned:
      words(`annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent configs cpu_count
      cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec deploy
      develop device_cgroup_rules devices dns dns_opt dns_search domainname env_file expose extends external_links
      extra_hosts gpus group_add init ipc isolation label_file links logging mac_address mem_limit
      mem_reservation mem_swappiness memswap_limit models network_mode oom_kill_disable oom_score_adj pid
      pids_limit platform post_start pre_stop privileged profiles provider pull_policy pull_refresh_after read_only
      runtime scale secrets security_opt shm_size stdin_open storage_opt sysctls tty ulimits use_api_socket
      userns_mode uts volumes_from`),
  },
  { at: 'services.*.depends_on.*', supported: words('condition required restart'), planned: [] },
  {
    at: 'services.*.healthcheck',
    supported: words('disable interval retries start_interval start_period test timeout'),
    planned: [],
  },
  {
    at: 'services.*.networks.*',
    supported: words('aliases'),
    planned:
      words(`driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips mac_address
      priority`),
  },
  {
    at: 'services.*.ports[]',
    supported: words('host_ip mode protocol published target'),
    planned: words('app_protocol name'),
  },
  {
    at: 'services.*.volumes[]',
    supported: words('bind read_only source target tmpfs type volume'),
    planned: words('consistency image'),
  },
  {
    at: 'services.*.volumes[].bind',
    supported: words('create_host_path propagation'),
    planned: words('recursive selinux'),
  },
  { at: 'services.*.volumes[].volume', supported: words('nocopy'), planned: words('labels subpath') },
  { at: 'services.*.volumes[].tmpfs', supported: words('mode size'), planned: [] },
  {
    at: 'services.*.build',
    supported: [],
    planned:
      words(`additional_contexts args cache_from cache_to context dockerfile dockerfile_inline entitlements
      extra_hosts isolation labels network no_cache platforms privileged provenance pull sbom secrets shm_size ssh
      tags target ulimits`),
  },
  {
    at: 'services.*.blkio_config',
    supported: [],
    planned: words(
      `device_read_bps device_read_iops device_write_bps device_write_iops weight weight_device`,
    ),
  },
  {
    at: 'services.*.configs[]',
    supported: [],
    planned: words('gid mode source target uid'),
  },
  { at: 'services.*.credential_spec', supported: [], planned: words('config file registry') },
  {
    at: 'services.*.deploy',
    supported: [],
    planned: words(
      'endpoint_mode labels mode placement replicas resources restart_policy rollback_config update_config',
    ),
  },
  {
    at: 'services.*.deploy.placement',
    supported: [],
    planned: words('constraints max_replicas_per_node preferences'),
  },
  { at: 'services.*.deploy.resources', supported: [], planned: words('limits reservations') },
  { at: 'services.*.deploy.resources.limits', supported: [], planned: words('cpus memory pids') },
  {
    at: 'services.*.deploy.resources.reservations',
    supported: [],
    planned: words('cpus devices generic_resources memory'),
  },
  {
    at: 'services.*.deploy.resources.reservations.devices[]',
    supported: [],
    planned: words('capabilities count device_ids driver options'),
  },
  {
    at: 'services.*.deploy.restart_policy',
    supported: [],
    planned: words('condition delay max_attempts window'),
  },
  {
    at: 'services.*.deploy.rollback_config',
    supported: [],
    planned: words('delay failure_action max_failure_ratio monitor order parallelism'),
  },
  {
    at: 'services.*.deploy.update_config',
    supported: [],
    planned: words('delay failure_action max_failure_ratio monitor order parallelism'),
  },
  { at: 'services.*.develop', supported: [], planned: words('watch') },
  {
    at: 'services.*.develop.watch[]',
    supported: [],
    planned: words('action exec ignore include initial_sync path target'),
  },
  { at: 'services.*.devices[]', supported: [], planned: words('permissions source target') },
  { at: 'services.*.env_file[]', supported: [], planned: words('format path required') },
  { at: 'services.*.extends', supported: [], planned: words('file service') },
  {
    at: 'services.*.gpus[]',
    supported: [],
    planned: words('capabilities count device_ids driver options'),
  },
  { at: 'services.*.logging', supported: [], planned: words('driver options') },
  { at: 'services.*.models.*', supported: [], planned: words('endpoint_var model_var') },
  {
    at: 'services.*.post_start[]',
    supported: [],
    planned: words('command environment privileged user working_dir'),
  },
  {
    at: 'services.*.pre_stop[]',
    supported: [],
    planned: words('command environment privileged user working_dir'),
  },
  { at: 'services.*.provider', supported: [], planned: words('options type') },
  { at: 'services.*.secrets[]', supported: [], planned: words('gid mode source target uid') },
  { at: 'services.*.ulimits.*', supported: [], planned: words('hard soft') },
  {
    at: 'networks.*',
    supported: words('driver external internal ipam labels name'),
    planned: words('attachable driver_opts enable_ipv4 enable_ipv6'),
  },
  { at: 'networks.*.ipam', supported: words('config driver'), planned: words('options') },
  {
    at: 'networks.*.ipam.config[]',
    supported: words('gateway subnet'),
    planned: words('aux_addresses ip_range'),
  },
  { at: 'volumes.*', supported: words('driver external labels name'), planned: words('driver_opts') },
  {
    at: 'configs.*',
    supported: [],
    planned: words('content environment external file labels name template_driver'),
  },
  {
    at: 'secrets.*',
    supported: [],
    planned: words('driver driver_opts environment external file labels name template_driver'),
  },
  { at: 'models.*', supported: [], planned: words('context_size model name runtime_flags') },
  { at: 'include[]', supported: [], planned: words('env_file path project_directory') },
];
