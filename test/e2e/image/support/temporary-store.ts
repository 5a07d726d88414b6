import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalImageStore } from '../../../../src/engine/image/local-image-store.js';
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
const IMPATIENT = {
  http: { connectTimeoutMs: 2_000, stallTimeoutMs: 500 },
  retries: { attempts: 2, backoffMs: 5 },
};

export async function temporaryStore(): Promise<TemporaryStore> {
  const directory = await mkdtemp(join(tmpdir(), 'tscompose-images-'));
  const helloProgram = join(directory, 'hello');
  await writeFile(helloProgram, 'stands for a program');
  const opened: LocalImageStore[] = [];
  const open = async () => {
    const images = new LocalImageStore({
      addon: loadAddon(),
      directory: join(directory, 'images'),
      helloProgram,
      ...IMPATIENT,
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
