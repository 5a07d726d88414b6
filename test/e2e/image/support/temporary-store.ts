import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalImageStore } from '../../../../src/engine/image/local-image-store.js';
import type { RegistriesOptions } from '../../../../src/engine/image/registry/registries.js';
import { loadAddon } from '../../../../src/native/load-addon.js';

export interface TemporaryStore {
  /** For whatever the test needs besides; `images/` in it is the store's. */
  readonly directory: string;
  readonly images: LocalImageStore;
  /** A second store on the same directory, as the next engine opens it. */
  reopen(): Promise<LocalImageStore>;
  remove(): Promise<void>;
}

/** Quick to give up, so that tests of failures don't wait. */
const IMPATIENT: RegistriesOptions = {
  connectTimeoutMs: 2_000,
  stallTimeoutMs: 500,
  retries: { attempts: 2, backoffMs: 5 },
  // What this machine's administrator says is none of the tests' business.
  settingsFiles: { own: '/nonexistent/registries.json', docker: '/nonexistent/daemon.json' },
  certificateDirectories: [],
};

/** @param parent where its directory is made */
export async function temporaryStore(
  registries: RegistriesOptions = {},
  parent = tmpdir(),
): Promise<TemporaryStore> {
  const directory = await mkdtemp(join(parent, 'tscompose-images-'));
  const helloProgram = join(directory, 'hello');
  await writeFile(helloProgram, 'stands for a program');
  const opened: LocalImageStore[] = [];
  const open = async () => {
    const images = new LocalImageStore({
      addon: loadAddon(),
      directory: join(directory, 'images'),
      helloProgram,
      registries: { ...IMPATIENT, ...registries },
    });
    await images.recover();
    opened.push(images);
    return images;
  };
  return {
    directory,
    images: await open(),
    reopen: open,
    remove: async () => {
      await Promise.all(opened.map((images) => images.close()));
      await rm(directory, { recursive: true });
    },
  };
}
