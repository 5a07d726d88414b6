// The second boot, with a clock that is years behind: what its policy says runs again; then the clock jumps while all runs.
import { spawn, spawnSync } from 'node:child_process';
import { check, tscompose, until } from './tools.mjs';

const vm = (...args) => tscompose('-f', '/guest/reboot.yml', ...args);

function rows() {
  const { stdout } = vm('ps', '-a', '--format', 'json');
  const list = stdout.split('\n').filter((line) => line !== '');
  return new Map(list.map((line) => JSON.parse(line)).map((row) => [row.Service, row]));
}

const states = () => JSON.stringify([...rows()].map(([name, { State, Status }]) => [name, State, Status]));

// The first command starts the engine, and that the stack.
const isUp = () => ['db', 'web', 'writer'].every((name) => rows().get(name)?.State === 'running');
check('what its policy says runs after the boot', await until(isUp), states());
const healthy = () => rows().get('db')?.Health === 'healthy';
check('it becomes healthy', await until(healthy), states());

const { job, plain, halted } = Object.fromEntries(rows());
check('a job that was done is not run again', job?.State === 'exited' && job.ExitCode === 0, states());
check(
  'what has no policy stays down, its exit unknown',
  plain?.State === 'exited' && /unknown/.test(plain.Status),
  states(),
);
check('what was stopped by hand stays down', halted?.State === 'exited', states());

const kept = vm('exec', '-T', 'db', '/hello', 'cat', '/data/kept');
check('the volume has its data', kept.stdout.includes('before the boot'), kept.out);
const named = vm('exec', '-T', 'web', '/hello', 'get', 'http://db/');
check('names resolve after the boot', named.out.includes('served after the boot'), named.out);
let published = '';
try {
  published = await (await fetch('http://127.0.0.1:8080/')).text();
} catch (error) {
  published = String(error.cause ?? error);
}
check('the published port answers after the boot', published.includes('Hello'), published);

function setClock(time) {
  spawnSync('/bin/busybox', ['date', '-s', time], { stdio: 'ignore' });
}

function startedAt(name) {
  return JSON.parse(tscompose('container', 'inspect', `vm-${name}-1`).stdout)[0].State.StartedAt;
}

const probes = () => JSON.parse(tscompose('container', 'inspect', 'vm-db-1').stdout)[0].State.Health.Log;
let followed = '';
const follower = spawn(
  '/app/bin/tscompose',
  ['-f', '/guest/reboot.yml', 'logs', '-f', '--no-log-prefix', 'writer'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '/bin', HOME: '/tmp' },
  },
);
follower.stdout.on('data', (data) => {
  followed += data;
});
for (const [direction, time] of [
  ['forward', '2035-01-01 00:00:00'],
  ['back', '1999-01-01 00:00:00'],
]) {
  const year = time.slice(0, 4);
  setClock(time);
  const isProbed = () => probes().some(({ Start }) => Start.startsWith(year));
  check(
    `probes go on when the clock jumps ${direction}`,
    (await until(isProbed)) && healthy(),
    JSON.stringify(probes()),
  );
  const before = startedAt('web');
  const seen = followed.length;
  check(
    `a log is followed when the clock jumps ${direction}`,
    await until(() => followed.length > seen + 100),
    followed.slice(-200),
  );
  vm('up', '-d', 'web');
  check(
    `containers go on when the clock jumps ${direction}`,
    startedAt('web') === before && isUp(),
    states(),
  );
}
follower.kill('SIGKILL');

const down = vm('down', '-v', '-t', '0');
check('down after the boot', down.code === 0, down.out);
