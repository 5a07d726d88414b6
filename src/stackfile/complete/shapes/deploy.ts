import { implied, map } from '../../tree.js';
import { bytes, deviceCount, duration, someDuration } from './amounts.js';
import { mapping } from './mappings.js';
import { count, fraction, integer, plainText, text, texts } from './scalars.js';
import { listOf, orEmpty, type Shape, struct } from './shape.js';

export const deviceRequests: Shape = listOf(
  struct({
    capabilities: texts,
    driver: text,
    count: deviceCount,
    device_ids: texts,
    options: mapping,
  }),
);

const resource: Shape = struct({
  cpus: fraction,
  memory: bytes,
  pids: integer(),
  devices: deviceRequests,
  generic_resources: listOf(
    struct({
      discrete_resource_spec: struct({ kind: plainText, value: count() }, (at) => ({
        kind: implied(at, ''),
        value: implied(at, 0),
      })),
    }),
  ),
});

const update: Shape = struct({
  parallelism: count(0),
  delay: someDuration,
  failure_action: text,
  monitor: someDuration,
  max_failure_ratio: fraction,
  order: text,
});

export const deploy: Shape = struct(
  {
    mode: text,
    replicas: count(),
    labels: mapping,
    update_config: update,
    rollback_config: update,
    resources: orEmpty(struct({ limits: resource, reservations: resource })),
    restart_policy: struct({ condition: text, delay: duration, max_attempts: count(0), window: duration }),
    placement: orEmpty(
      struct({
        constraints: texts,
        preferences: listOf(struct({ spread: text })),
        max_replicas_per_node: integer(0),
      }),
    ),
    endpoint_mode: text,
  },
  (at) => ({ resources: map(at, {}), placement: map(at, {}) }),
);
