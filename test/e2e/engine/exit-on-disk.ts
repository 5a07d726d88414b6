import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is recorded of a run that has ended. */
export interface RecordedExit {
  readonly exitCode: number | string;
  readonly error?: string;
}

/**
 * How a container ended as the files of the state root say, so that looking starts no engine. Undefined while it runs.
 * @throws when there is no such container
 */
export async function exitOnDisk(root: string, name: string): Promise<RecordedExit | undefined> {
  const directory = join(root, 'containers');
  for (const id of await readdir(directory)) {
    const record = (await readJson(join(directory, id, 'container.json'))) as { spec: { name: string } };
    if (record.spec.name !== name) continue;
    const { run } = ((await readJson(join(directory, id, 'state.json'))) ?? {}) as {
      run?: ({ phase: string } & RecordedExit) | null;
    };
    return run?.phase === 'exited' ? run : undefined;
  }
  throw new Error(`no container ${name} below ${directory}`);
}

/** Undefined for one that is just being written over. */
async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
