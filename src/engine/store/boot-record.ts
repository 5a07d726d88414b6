import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import { readJson, writeJsonAtomic } from './json-file.js';

const VERSION = 1;
/** Differs from boot to boot (random(4)). */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** Which boot of the machine the state root was last looked after in: `boot.json`. */
export interface Boot {
  /** The machine was started anew since then. False when that is not known. */
  readonly isNew: boolean;
  /** What a new boot calls for has been seen to: from now on this is the boot that the state root knows. */
  settle(): Promise<void>;
}

/** @param root state root */
export async function openBoot(root: string): Promise<Boot> {
  const path = join(root, 'boot.json');
  const current = (await readFile(BOOT_ID, 'utf8')).trim();
  const last = await lastBoot(path);
  return {
    isNew: last !== undefined && last !== current,
    settle: async () => {
      if (last !== current) await writeJsonAtomic(path, { version: VERSION, bootId: current });
    },
  };
}

/** What cannot be understood tells nothing, and is written anew. */
async function lastBoot(path: string): Promise<string | undefined> {
  try {
    const record = (await readJson(path)) as { readonly bootId?: unknown } | null | undefined;
    return typeof record?.bootId === 'string' ? record.bootId : undefined;
  } catch (error) {
    if (error instanceof TscomposeError && error.code === 'STATE_CORRUPT') return undefined;
    throw error;
  }
}
