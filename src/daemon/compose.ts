import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXTRA_CA_VARIABLE } from '../api/engine-environment.js';
import type { RuntimePaths } from '../api/runtime-paths.js';
import { type TscomposeError, toTscomposeError } from '../base/errors.js';
import { createEngine } from '../engine/engine.js';
import { LocalImageStore } from '../engine/image/local-image-store.js';
import { KernelNetworkDriver } from '../engine/network/network-driver.js';
import { VolumeFiles } from '../engine/volume/volume-files.js';
import type { Addon } from '../native/addon-surface.js';
import { helloPath, monitorPath } from '../native/monitor-path.js';
import type { ContainerViews } from '../spec/container-views.js';
import type { Copying } from '../spec/copying.js';
import type { Engine } from '../spec/engine.js';
import type { ImageEngine } from '../spec/image-engine.js';
import type { Repairs } from '../spec/repair.js';
import { engineCommand } from './engine-command.js';
import { scopeOf } from './scope.js';

/** Shared by the engines of all state roots: two must not choose the same subnet at the same time. */
const SUBNET_LOCK = '/run/tscompose/subnets.lock';

/** The engine of a state root with the real kernel, registry and file system beneath it. */
export async function composeEngine(
  paths: RuntimePaths,
  addon: Addon,
  env: NodeJS.ProcessEnv,
  { afterBoot, resident }: { readonly afterBoot: boolean; readonly resident: boolean },
  onFault: (error: TscomposeError) => void,
): Promise<Engine & ImageEngine & ContainerViews & Copying & Repairs> {
  const { root, runDir } = paths;
  const scope = scopeOf(root);
  const extraCaFile = env[EXTRA_CA_VARIABLE];
  mkdirSync(dirname(SUBNET_LOCK), { recursive: true, mode: 0o700 });
  return createEngine({
    root,
    runDir,
    scope,
    afterBoot,
    addon,
    monitorProgram: monitorPath(),
    engineCommand: engineCommand(paths, resident, process, env),
    images: new LocalImageStore({
      addon,
      directory: join(root, 'images'),
      helloProgram: helloPath(),
      registries: { env, ...(extraCaFile === undefined ? {} : { extraCaFile }) },
      onBackgroundError: (error) => onFault(toTscomposeError(error)),
    }),
    network: new KernelNetworkDriver(addon, {
      stateDir: root,
      runDir,
      scope,
      resolvConfPath: '/etc/resolv.conf',
      procPath: '/proc',
      subnetLockPath: SUBNET_LOCK,
    }),
    volumes: new VolumeFiles(root),
    onFault,
  });
}
