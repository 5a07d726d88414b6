// Runs inside the virtual machine: a stack under pure cgroup v2 on Debian's stock kernel. Prints one CHECK line per finding.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { checkLimits } from './limits.mjs';
import { check, tscompose, until } from './tools.mjs';

/** Every cgroup directory of ours, as paths below the hierarchy's root. */
function cgroups(dir = '/sys/fs/cgroup/tscompose') {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => [`${dir}/${entry.name}`, ...cgroups(`${dir}/${entry.name}`)]);
}

const up = tscompose('-f', '/guest/stack.yml', 'up', '-d', '--wait');
check('up', up.code === 0, up.out);

const containerGroups = cgroups().filter((path) => /\/[0-9a-f]{64}$/.test(path));
check('one cgroup per container', containerGroups.length === 5, cgroups().join(' '));
check(
  'the container is in its cgroup',
  containerGroups.length > 0 &&
    containerGroups.every((path) => readFileSync(`${path}/cgroup.procs`, 'utf8').trim() !== ''),
  containerGroups.map((path) => readFileSync(`${path}/cgroup.procs`, 'utf8')).join(';'),
);
check(
  'controllers are enabled for it',
  containerGroups.length > 0 &&
    containerGroups.every((path) => /memory/.test(readFileSync(`${path}/cgroup.controllers`, 'utf8'))),
  containerGroups.map((path) => readFileSync(`${path}/cgroup.controllers`, 'utf8')).join(';'),
);

const bombGroup = containerGroups.find((path) => readFileSync(`${path}/pids.max`, 'utf8').trim() === '24');
check(
  'a fork bomb stays within its pids limit',
  bombGroup !== undefined &&
    (await until(() => readFileSync(`${bombGroup}/pids.current`, 'utf8').trim() === '24')) &&
    /max [1-9]/.test(readFileSync(`${bombGroup}/pids.events`, 'utf8')),
  containerGroups.map((path) => readFileSync(`${path}/pids.max`, 'utf8')).join(';'),
);

const inside = tscompose(
  '-f',
  '/guest/stack.yml',
  'exec',
  '-T',
  'client',
  '/hello',
  'cat',
  '/proc/self/cgroup',
);
check('its cgroup is the root of its own view', inside.stdout.trim() === '0::/', inside.out);

const answer = tscompose('-f', '/guest/stack.yml', 'exec', '-T', 'client', '/hello', 'get', 'http://site/');
check('an alias resolves and answers', answer.out.includes('served under pure cgroup v2'), answer.out);

const write = (service, path) =>
  tscompose('-f', '/guest/stack.yml', 'exec', '-T', service, '/hello', 'write', path, 'x');
const [allowed, denied] = [write('writer', '/dev/notes'), write('reader', '/dev/kmsg')];
check(
  'a device may be used as far as was asked for',
  allowed.code === 0 && denied.code !== 0 && denied.out.includes('Operation not permitted'),
  `${allowed.out};${denied.out}`,
);

let published = '';
try {
  published = await (await fetch('http://127.0.0.1:8080/')).text();
} catch (error) {
  published = String(error.cause ?? error);
}
check('the published port answers on loopback', published.includes('served under pure cgroup v2'), published);

await checkLimits();

const status = tscompose('engine', 'status', '--format', 'json');
const enginePid = JSON.parse(status.stdout).pid;
process.kill(enginePid, 'SIGKILL');
const listed = tscompose('-f', '/guest/stack.yml', 'ps', '-q');
check('containers survive a killed engine', listed.stdout.trim().split('\n').length === 5, listed.out);

const down = tscompose('-f', '/guest/stack.yml', 'down', '-v', '-t', '1');
check('down', down.code === 0, down.out);
check(
  'no cgroup is left',
  await until(() => cgroups().filter((path) => /[0-9a-f]{64}/.test(path)).length === 0),
  cgroups().join(' '),
);
const links = execFileSync('/bin/ip', ['link'], { encoding: 'utf8' });
check('no link is left', !links.includes('tsc'), links);
