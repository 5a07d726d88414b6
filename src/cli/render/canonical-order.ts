export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

interface Shape {
  /** Keys that come first, in this order; the others follow by name. */
  readonly first?: readonly string[];
  /** Shapes of known keys. */
  readonly keys?: Readonly<Record<string, ShapeName>>;
  /** Shape of every value or item that `keys` does not know. */
  readonly each?: ShapeName;
}

/** Order of keys in Docker Compose's canonical form. */
const SHAPES = {
  stack: {
    first: ['name', 'services', 'networks', 'volumes'],
    keys: { services: 'services', networks: 'networks', volumes: 'volumes' },
  },
  services: { each: 'service' },
  service: {
    keys: {
      depends_on: 'dependencies',
      healthcheck: 'healthcheck',
      ports: 'ports',
      volumes: 'mounts',
    },
  },
  dependencies: { each: 'dependency' },
  dependency: { first: ['condition', 'restart', 'required'] },
  healthcheck: {
    first: ['test', 'timeout', 'interval', 'retries', 'start_period', 'start_interval', 'disable'],
  },
  ports: { each: 'port' },
  port: { first: ['name', 'mode', 'host_ip', 'target', 'published', 'protocol', 'app_protocol'] },
  mounts: { each: 'mount' },
  mount: {
    first: ['type', 'source', 'target', 'read_only', 'consistency', 'bind', 'volume', 'tmpfs'],
    keys: { bind: 'bind' },
  },
  bind: { first: ['selinux', 'propagation', 'create_host_path'] },
  networks: { each: 'network' },
  network: {
    first: ['name', 'driver', 'driver_opts', 'ipam', 'external', 'internal', 'attachable', 'labels'],
  },
  volumes: { each: 'volume' },
  volume: { first: ['name', 'driver', 'driver_opts', 'external', 'labels'] },
  other: {},
} as const satisfies Readonly<Record<string, Shape>>;

type ShapeName =
  | 'stack'
  | 'services'
  | 'service'
  | 'dependencies'
  | 'dependency'
  | 'healthcheck'
  | 'ports'
  | 'port'
  | 'mounts'
  | 'mount'
  | 'bind'
  | 'networks'
  | 'network'
  | 'volumes'
  | 'volume'
  | 'other';

/** The same value with the keys of every map in their canonical order. */
export function arranged(value: Plain, shapeName: ShapeName): Plain {
  const shape: Shape = SHAPES[shapeName];
  const inner = (key: string) => shape.keys?.[key] ?? shape.each ?? 'other';
  if (Array.isArray(value)) return value.map((item: Plain) => arranged(item, shape.each ?? 'other'));
  if (value === null || typeof value !== 'object') return value;
  const first = shape.first ?? [];
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, arranged(item, inner(key))]));
}
