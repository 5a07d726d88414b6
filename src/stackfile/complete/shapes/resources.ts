import { map } from '../../tree.js';
import { mapping, options } from './mappings.js';
import { choice, flag, integer, text, texts } from './scalars.js';
import { listOf, type Shape, struct } from './shape.js';

export const network: Shape = struct(
  {
    name: text,
    driver: text,
    driver_opts: options,
    ipam: struct({
      driver: text,
      config: listOf(struct({ subnet: text, gateway: text, ip_range: text, aux_addresses: mapping })),
    }),
    external: flag,
    internal: flag,
    attachable: flag,
    labels: mapping,
    enable_ipv4: choice,
    enable_ipv6: choice,
  },
  (at) => ({ ipam: map(at, {}) }),
);

export const volume: Shape = struct({
  name: text,
  driver: text,
  driver_opts: options,
  external: flag,
  labels: mapping,
});

const FILE = {
  name: text,
  file: text,
  environment: text,
  content: text,
  external: flag,
  labels: mapping,
  driver: text,
  driver_opts: options,
  template_driver: text,
};

const file: Shape = struct(FILE);
const secretFile: Shape = struct({ ...FILE, content: () => undefined });

/** What a config got from a variable is read again where it is used, and not printed. */
export const config: Shape = (node, path, problems) => {
  const fromVariable = node.kind === 'map' && node.entries.has('environment');
  return (fromVariable ? secretFile : file)(node, path, problems);
};

/** The content of a secret is never printed. */
export const secret: Shape = secretFile;

export const model: Shape = struct({
  name: text,
  model: text,
  context_size: integer(),
  runtime_flags: texts,
});
