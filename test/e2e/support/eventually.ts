import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;
const GIVE_UP_MS = 30_000;

/** Looks again and again until there is something to see. @throws when that takes far longer than it ever should */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await delay(LOOK_AGAIN_MS);
  }
}
