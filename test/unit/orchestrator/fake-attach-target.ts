import type { AttachTarget } from '../../../src/spec/engine.js';

/** Where to attach to a container that has neither terminal nor input. */
export function fakeAttachTarget(name: string): AttachTarget {
  return { socketPath: `/run/${name}`, name, tty: false, stdinOpen: false, stdinOnce: false };
}
