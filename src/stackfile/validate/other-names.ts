/** What people write who think of `docker run`, a Dockerfile or another tool, and where the specification has it. */
const SERVICE: Readonly<Record<string, string>> = {
  add_host: 'extra_hosts',
  args: 'command',
  blkio_weight: 'blkio_config.weight',
  cap: 'cap_add',
  cgroupns: 'cgroup',
  cmd: 'command',
  context: 'build.context',
  copy: 'volumes',
  cpu: 'cpus',
  cpuset_cpus: 'cpuset',
  dependencies: 'depends_on',
  depends: 'depends_on',
  device_read_bps: 'blkio_config.device_read_bps',
  device_write_bps: 'blkio_config.device_write_bps',
  disk: 'storage_opt',
  domain: 'domainname',
  env: 'environment',
  envs: 'environment',
  env_vars: 'environment',
  exec: 'command',
  from: 'image',
  gpu: 'gpus',
  h: 'hostname',
  health_cmd: 'healthcheck.test',
  health_interval: 'healthcheck.interval',
  health_retries: 'healthcheck.retries',
  health_start_interval: 'healthcheck.start_interval',
  health_start_period: 'healthcheck.start_period',
  health_timeout: 'healthcheck.timeout',
  host: 'hostname',
  interactive: 'stdin_open',
  ip: 'networks.NAME.ipv4_address',
  ip6: 'networks.NAME.ipv6_address',
  l: 'labels',
  log: 'logging',
  log_driver: 'logging.driver',
  log_opt: 'logging.options',
  m: 'mem_limit',
  memory: 'mem_limit',
  memory_limit: 'mem_limit',
  memory_reservation: 'mem_reservation',
  memory_swap: 'memswap_limit',
  memory_swappiness: 'mem_swappiness',
  mount: 'volumes',
  mounts: 'volumes',
  name: 'container_name',
  needs: 'depends_on',
  net: 'networks or network_mode',
  network_alias: 'networks.NAME.aliases',
  no_healthcheck: 'healthcheck.disable',
  p: 'ports',
  pids: 'pids_limit',
  publish: 'ports',
  pull: 'pull_policy',
  replicas: 'deploy.replicas or scale',
  requires: 'depends_on',
  resources: 'deploy.resources',
  restart_policy: 'restart or deploy.restart_policy',
  run: 'command',
  shm: 'shm_size',
  stop_timeout: 'stop_grace_period',
  t: 'tty',
  u: 'user',
  userns: 'userns_mode',
  v: 'volumes',
  w: 'working_dir',
  workdir: 'working_dir',
};

const BUILD: Readonly<Record<string, string>> = {
  add_host: 'extra_hosts',
  arg: 'args',
  build_arg: 'args',
  build_args: 'args',
  build_context: 'additional_contexts',
  contexts: 'additional_contexts',
  f: 'dockerfile',
  file: 'dockerfile',
  path: 'context',
  platform: 'platforms',
  secret: 'secrets',
  stage: 'target',
  t: 'tags',
  tag: 'tags',
};

const PORT: Readonly<Record<string, string>> = {
  container: 'target',
  container_port: 'target',
  host: 'published',
  host_port: 'published',
  ip: 'host_ip',
  port: 'target',
};

const MOUNT: Readonly<Record<string, string>> = {
  destination: 'target',
  dst: 'target',
  mount_path: 'target',
  path: 'target',
  readonly: 'read_only',
  ro: 'read_only',
  src: 'source',
};

const HEALTHCHECK: Readonly<Record<string, string>> = {
  cmd: 'test',
  command: 'test',
  start: 'start_period',
};

/** By a key that only such a map has. */
const TABLES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['container_name', SERVICE],
  ['dockerfile', BUILD],
  ['published', PORT],
  ['consistency', MOUNT],
  ['start_period', HEALTHCHECK],
];

/**
 * The attribute that a key of another tool stands for: `publish` → `ports`.
 * @param own keys of the map that it stands in
 */
export function otherNameOf(key: string, own: readonly string[]): string | undefined {
  const table = TABLES.find(([mark]) => own.includes(mark))?.[1] ?? {};
  const plain = key.replace(/^-+/, '').replaceAll('-', '_').toLowerCase();
  return Object.hasOwn(table, plain) ? table[plain] : undefined;
}
