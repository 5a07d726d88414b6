import { access, mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A stock kernel, unpacked but never installed. */
export interface GuestKernel {
  readonly image: string;
  /** `lib/modules/VERSION` of the package. */
  readonly modules: string;
}

const cacheRoot = process.env.TSCOMPOSE_VM_CACHE ?? join(homedir(), '.cache', 'tscompose-vm');

/** Downloads Debian's current cloud kernel package and unpacks it; cached by package name. */
export async function fetchKernel(): Promise<GuestKernel> {
  const packageName = (await currentPackage()) ?? (await currentPackageAfterUpdate());
  const dir = join(cacheRoot, packageName);
  const unpacked = join(dir, 'unpacked');
  if (!(await exists(join(unpacked, 'complete')))) {
    await mkdir(dir, { recursive: true });
    await execa('apt-get', ['download', packageName], { cwd: dir });
    const archive = (await readdir(dir)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download left no package in ${dir}`);
    await execa('dpkg-deb', ['-x', join(dir, archive), unpacked]);
    await mkdir(join(unpacked, 'complete'));
  }
  const version = packageName.replace('linux-image-', '');
  return {
    image: join(unpacked, 'boot', `vmlinuz-${version}`),
    modules: join(unpacked, 'lib', 'modules', version),
  };
}

async function currentPackage(): Promise<string | undefined> {
  const { stdout } = await execa('apt-cache', ['depends', '--important', 'linux-image-cloud-amd64'], {
    reject: false,
  });
  return /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
}

/** A machine that has every tool already may never have fetched the package lists. */
async function currentPackageAfterUpdate(): Promise<string> {
  await execa('apt-get', ['update', '-qq']);
  const packageName = await currentPackage();
  if (packageName === undefined) throw new Error('apt knows no package linux-image-cloud-amd64');
  return packageName;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
