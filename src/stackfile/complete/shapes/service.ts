import { implied, map } from '../../tree.js';
import { bytes, duration } from './amounts.js';
import { build } from './build.js';
import { command, healthTest } from './commands.js';
import { deploy, deviceRequests } from './deploy.js';
import { hosts } from './hosts.js';
import { environment, mapping, multiOptions, options } from './mappings.js';
import { devices, fileMounts, ports, volumes } from './mounts.js';
import {
  bare,
  choice,
  count,
  exposedPorts,
  flag,
  fraction,
  integer,
  plainText,
  text,
  textList,
  texts,
} from './scalars.js';
import { type Fields, listOf, mapOf, orNull, type Shape, struct } from './shape.js';
import { ulimits } from './ulimits.js';

const UINT16 = 0xffff;

const throttle: Shape = listOf(
  struct({ path: plainText, rate: bytes }, (at) => ({
    path: implied(at, ''),
    rate: implied(at, '0'),
  })),
);

const hookFields: Fields = { command, user: text, privileged: flag, working_dir: text, environment };
const hook: Shape = struct(hookFields, (at) => ({ command: implied(at, null) }));
const hooks: Shape = listOf(hook);
const preStartFields: Fields = { ...hookFields, image: text, per_replica: flag };
const preStart: Shape = listOf(struct(preStartFields, (at) => ({ command: implied(at, null) })));

const blkio: Shape = struct({
  weight: bare(integer(0, UINT16)),
  weight_device: listOf(
    struct({ path: plainText, weight: bare(count(0, UINT16)) }, (at) => ({
      path: implied(at, ''),
      weight: implied(at, 0),
    })),
  ),
  device_read_bps: throttle,
  device_read_iops: throttle,
  device_write_bps: throttle,
  device_write_iops: throttle,
});

const develop: Shape = struct({
  watch: listOf(
    struct(
      {
        path: plainText,
        action: plainText,
        target: text,
        exec: hook,
        include: texts,
        ignore: texts,
        initial_sync: flag,
      },
      (at) => ({
        path: implied(at, ''),
        action: implied(at, ''),
        exec: map(at, { command: implied(at, null) }),
      }),
    ),
  ),
});

const dependency: Shape = struct({ condition: text, restart: flag, required: choice }, (at) => ({
  required: implied(at, false),
}));

const network: Shape = struct({
  aliases: texts,
  driver_opts: options,
  gw_priority: integer(),
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: texts,
  mac_address: text,
  priority: integer(),
});

const healthcheck: Shape = struct({
  test: healthTest,
  timeout: duration,
  interval: duration,
  retries: count(0),
  start_period: duration,
  start_interval: duration,
  disable: flag,
});

const FIELDS: Fields = {
  profiles: texts,
  annotations: mapping,
  attach: choice,
  build,
  develop,
  blkio_config: blkio,
  cap_add: texts,
  cap_drop: texts,
  cgroup_parent: text,
  cgroup: text,
  cpu_count: integer(),
  cpu_percent: fraction,
  cpu_period: integer(),
  cpu_quota: integer(),
  cpu_rt_period: integer(),
  cpu_rt_runtime: integer(),
  cpus: fraction,
  cpuset: text,
  cpu_shares: integer(),
  command,
  configs: fileMounts,
  container_name: text,
  credential_spec: struct({ config: text, file: text, registry: text }),
  depends_on: mapOf(dependency),
  deploy,
  device_cgroup_rules: texts,
  devices,
  dns: textList,
  dns_opt: texts,
  dns_search: textList,
  domainname: text,
  entrypoint: command,
  provider: struct({ type: text, options: multiOptions }),
  environment,
  env_file: listOf(
    struct({ path: text, required: choice, format: text }, (at) => ({ required: implied(at, false) })),
  ),
  expose: exposedPorts,
  extends: struct({ file: text, service: text }),
  external_links: texts,
  extra_hosts: hosts,
  group_add: texts,
  gpus: deviceRequests,
  hostname: text,
  healthcheck,
  image: text,
  init: choice,
  ipc: text,
  isolation: text,
  labels: mapping,
  label_file: texts,
  links: texts,
  logging: struct({ driver: text, options }),
  mem_limit: bytes,
  mem_reservation: bytes,
  memswap_limit: bytes,
  mem_swappiness: bytes,
  mac_address: text,
  models: mapOf(orNull(struct({ endpoint_var: text, model_var: text }))),
  network_mode: text,
  networks: mapOf(orNull(network)),
  oom_kill_disable: flag,
  oom_score_adj: integer(),
  pid: text,
  pids_limit: integer(),
  platform: text,
  ports,
  privileged: flag,
  pull_policy: text,
  read_only: flag,
  restart: text,
  runtime: text,
  scale: count(),
  secrets: fileMounts,
  security_opt: texts,
  shm_size: bytes,
  stdin_open: flag,
  stop_grace_period: duration,
  stop_signal: text,
  storage_opt: options,
  sysctls: mapping,
  tmpfs: textList,
  tty: flag,
  ulimits,
  use_api_socket: flag,
  user: text,
  userns_mode: text,
  uts: text,
  volumes,
  volumes_from: texts,
  working_dir: text,
  pre_start: preStart,
  post_start: hooks,
  pre_stop: hooks,
};

export const service: Shape = struct(FIELDS, (at) => ({
  command: implied(at, null),
  entrypoint: implied(at, null),
}));
