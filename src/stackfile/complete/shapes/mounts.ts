import { bytes, fileMode } from './amounts.js';
import { mapping } from './mappings.js';
import { bare, flag, integer, text } from './scalars.js';
import { listOf, type Shape, struct } from './shape.js';

const UINT32 = 0xffff_ffff;

export const ports: Shape = listOf(
  struct({
    name: text,
    mode: text,
    host_ip: text,
    target: integer(0, UINT32),
    published: text,
    protocol: text,
    app_protocol: text,
  }),
);

export const volumes: Shape = listOf(
  struct({
    type: text,
    source: text,
    target: text,
    read_only: flag,
    consistency: text,
    bind: struct({ selinux: text, propagation: text, create_host_path: flag, recursive: text }),
    volume: struct({ labels: mapping, nocopy: flag, subpath: text }),
    tmpfs: struct({ size: bytes, mode: bare(integer(0, UINT32)) }),
    image: struct({ subpath: text }),
  }),
);

/** `configs` and `secrets` of a service. */
export const fileMounts: Shape = listOf(
  struct({ source: text, target: text, uid: text, gid: text, mode: fileMode }),
);

export const devices: Shape = listOf(struct({ source: text, target: text, permissions: text }));
