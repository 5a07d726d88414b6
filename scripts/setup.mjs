// Makes a bare Debian machine ready: Debian packages, npm packages, build. Each part only when it is missing.
// Uses nothing but Node itself, since node_modules may not be there yet.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Program → Debian package that brings it. */
const BUILD_TOOLS = { 'g++': 'g++', make: 'make', python3: 'python3' };
/** Further programs that the tests use. */
export const TEST_TOOLS = {
  nft: 'nftables',
  ip: 'iproute2',
  curl: 'curl',
  cpio: 'cpio',
  busybox: 'busybox-static',
  'qemu-system-x86_64': 'qemu-system-x86',
};

/**
 * @param {{ tools?: Record<string, string> }} [options] programs needed besides those of the build
 */
export function setUp(options = {}) {
  installPackages({ ...BUILD_TOOLS, ...options.tools });
  installModules();
  step('Building');
  call(process.execPath, ['scripts/build.mjs']);
}

function installPackages(tools) {
  const missing = Object.entries(tools)
    .filter(([program]) => !isInstalled(program))
    .map(([, name]) => name);
  if (missing.length === 0) return;
  if (process.geteuid() !== 0 || !isInstalled('apt-get')) {
    fail(`These Debian packages are needed: ${missing.join(' ')}. Install them, then run this again.`);
  }
  step(`Installing ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  call('apt-get', ['update', '-qq'], env);
  call('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], env);
}

/** `npm ci`, unless node_modules is what the lock file says. */
function installModules() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  if (existsSync(installed) && samePackages(installed, wanted)) return;
  step('Installing npm packages');
  // The build follows at once; the package's own install script need not do it twice.
  call('npm', ['ci', '--no-audit', '--no-fund'], { ...process.env, TSCOMPOSE_SKIP_BUILD: '1' });
}

function samePackages(installed, wanted) {
  const versions = (path) =>
    Object.entries(JSON.parse(readFileSync(path, 'utf8')).packages)
      .filter(([name, entry]) => name !== '' && !entry.optional)
      .map(([name, entry]) => `${name}@${entry.version}`)
      .sort()
      .join('\n');
  return versions(installed) === versions(wanted);
}

function isInstalled(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

function call(program, args, env = process.env) {
  try {
    execFileSync(program, args, { cwd: root, env, stdio: 'inherit' });
  } catch (error) {
    fail(`${[program, ...args].join(' ')} failed (${error.signal ?? `exit code ${error.status}`}).`);
  }
}

export function step(text) {
  process.stderr.write(`==> ${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
