import { copyFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import type { GuestKernel } from './kernel.js';

/** Modules that containers need, with what they depend on first. */
const MODULES = [
  'overlay',
  'bridge',
  'veth',
  'nf_tables',
  'nft_chain_nat',
  'nft_nat',
  'nft_masq',
  'nft_redir',
  'nft_fib_inet',
  'nft_ct',
  'nft_reject_inet',
  'br_netfilter',
  'virtio_pci',
  'virtio_blk',
];

/**
 * Builds a cpio archive with busybox, this machine's Node, the built tscompose and the guest scenario.
 *
 * @param repo root of the checkout, already built
 * @param scratch empty directory to work in
 * @returns path of the archive
 */
export async function buildInitramfs(repo: string, scratch: string, kernel: GuestKernel): Promise<string> {
  const root = join(scratch, 'root');
  for (const dir of [
    'bin',
    'lib64',
    'proc',
    'sys',
    'dev',
    'tmp',
    'run',
    'etc',
    'var/lib',
    'modules',
    'usr/bin',
    'app',
  ]) {
    await mkdir(join(root, dir), { recursive: true });
  }
  await copyFile('/bin/busybox', join(root, 'bin/busybox'));
  for (const applet of ['sh', 'mount', 'ip', 'ps', 'env', 'ls', 'cat'])
    await symlink('busybox', join(root, 'bin', applet));
  await symlink('/bin/env', join(root, 'usr/bin/env'));
  await copyWithLibraries(process.execPath, join(root, 'bin/node'), root);
  const addon = join(repo, 'build/Release/addon.node');
  await copyWithLibraries(addon, join(root, 'app/build/Release/addon.node'), root);
  for (const part of ['bin', 'dist', 'package.json', 'build/Release/monitor', 'build/Release/hello']) {
    await cp(join(repo, part), join(root, 'app', part), { recursive: true });
  }
  await cp(join(repo, 'test/vm/guest'), join(root, 'guest'), { recursive: true });
  await writeFile(join(root, 'etc/resolv.conf'), '');
  await writeFile(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  const order = await copyModules(kernel, join(root, 'modules'));
  await writeFile(join(root, 'modules/order'), `${order.join('\n')}\n`);
  await copyFile(join(repo, 'test/vm/guest/init'), join(root, 'init'));
  const archive = join(scratch, 'initramfs.cpio');
  await execa(`find . | cpio -o -H newc --quiet > ${archive}`, { cwd: root, shell: true });
  return archive;
}

async function copyWithLibraries(binary: string, target: string, root: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(binary, target);
  const { stdout } = await execa('ldd', [binary], { reject: false });
  for (const match of stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)) {
    const library = match[1] as string;
    await mkdir(join(root, dirname(library)), { recursive: true });
    await copyFile(library, join(root, library));
  }
}

/** Copies the modules and their dependencies; returns their file names in loading order. */
async function copyModules(kernel: GuestKernel, target: string): Promise<string[]> {
  const { stdout: listing } = await execa('find', [kernel.modules, '-name', '*.ko*']);
  const byName = new Map(listing.split('\n').map((path) => [basename(path).replace(/\.ko.*$/, ''), path]));
  const order: string[] = [];
  const add = async (name: string): Promise<void> => {
    const path = byName.get(name.replaceAll('-', '_')) ?? byName.get(name.replaceAll('_', '-'));
    if (path === undefined || order.includes(basename(path))) return;
    const depends = /(?:^|\0)depends=([^\0]*)/.exec((await readFile(path)).toString('latin1'))?.[1] ?? '';
    for (const dependency of depends.split(',').filter((entry) => entry !== '')) await add(dependency);
    await copyFile(path, join(target, basename(path)));
    order.push(basename(path));
  };
  for (const name of MODULES) await add(name);
  return order;
}
