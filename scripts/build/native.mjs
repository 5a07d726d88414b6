import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { localBin, root, run } from './run.mjs';

const PRODUCTS = ['build/Release/addon.node', 'build/Release/monitor', 'build/Release/hello'];

/** Builds addon, monitor and hello unless they were built from these very sources. */
export async function buildNative() {
  const stampPath = join(root, 'build/sources.sha256');
  const stamp = await sourcesDigest();
  const built = PRODUCTS.every((product) => existsSync(join(root, product)));
  if (built && existsSync(stampPath) && (await readFile(stampPath, 'utf8')) === stamp) return;
  await run(localBin('node-gyp'), ['configure', '--silent', ...headersOfNode()]);
  await run(localBin('node-gyp'), ['build', '--silent', '--jobs', String(availableParallelism())]);
  await writeFile(stampPath, stamp);
}

/** Node's headers, where they came with it; node-gyp would download them. */
function headersOfNode() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? [`--nodedir=${prefix}`] : [];
}

async function sourcesDigest() {
  const hash = createHash('sha256').update(`${process.version}\n`);
  const files = await readdir(join(root, 'native'), { recursive: true, withFileTypes: true });
  const paths = files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of [join(root, 'binding.gyp'), ...paths]) {
    hash.update(`${path.slice(root.length)}\n`).update(await readFile(path));
  }
  return hash.digest('hex');
}
