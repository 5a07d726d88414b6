import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the roots of all containers of a state root share. */
export interface RootPlaces {
  /** A layer that holds nothing but the {@link MOUNT_POINTS}; the lowest of every overlay. */
  readonly mountPoints: string;
  /** Where every container's root is mounted, in a mount namespace of its own. */
  readonly target: string;
}

/** Directories and files that every container has something mounted on. */
const MOUNT_POINTS = {
  directories: ['dev', 'proc', 'sys', 'etc'],
  files: ['etc/hostname', 'etc/hosts', 'etc/resolv.conf'],
} as const;

/**
 * Makes the places; those that are there stay as they are.
 * @param root state root  @param runDir runtime directory; both absolute
 */
export function makeRootPlaces(root: string, runDir: string): RootPlaces {
  const places = { mountPoints: join(root, 'mount-points'), target: join(runDir, 'rootfs') };
  mkdirSync(places.target, { recursive: true, mode: 0o755 });
  mkdirSync(places.mountPoints, { recursive: true, mode: 0o755 });
  for (const name of MOUNT_POINTS.directories) {
    mkdirSync(join(places.mountPoints, name), { recursive: true, mode: 0o755 });
  }
  for (const name of MOUNT_POINTS.files) {
    writeFileSync(join(places.mountPoints, name), '', { flag: 'a', mode: 0o644 });
  }
  return places;
}
