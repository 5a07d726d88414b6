// Limits under pure cgroup v2: what the kernel's files hold, what happens when memory runs out, what changes while it runs.
import { readFileSync, writeFileSync } from 'node:fs';
import { check, tscompose, until } from './tools.mjs';

const stack = (...words) => tscompose('-f', '/guest/limits.yml', ...words);
const inspected = (name) => JSON.parse(tscompose('container', 'inspect', name).stdout)[0];
const file = (id, name) => readFileSync(`/sys/fs/cgroup/tscompose/default/${id}/${name}`, 'utf8').trim();

export async function checkLimits() {
  const since = new Date().toISOString();
  const up = stack('up', '-d');
  check('limits: up', up.code === 0, up.out);
  const web = inspected('limits-web-1').Id;
  const files = [
    'memory.max',
    'memory.swap.max',
    'memory.low',
    'cpu.max',
    'cpu.weight',
    'cpuset.cpus',
    'pids.max',
  ];
  const found = files.map((name) => file(web, name)).join(', ');
  check('limits are in the files of v2', found === '67108864, 0, 33554432, 50000 100000, 174, 0, 30', found);

  const inside = stack(
    'exec',
    '-T',
    'web',
    '/hello',
    'cat',
    '/proc/1/limits',
    '/proc/1/oom_score_adj',
    '/proc/mounts',
  ).out;
  check(
    'limits of processes and of /dev/shm hold',
    /Max open files +100 +100 /.test(inside) &&
      /^300$/m.test(inside) &&
      /\/dev\/shm tmpfs .*size=1024k/.test(inside),
    inside,
  );

  const killed = () => inspected('limits-child-1').State;
  check(
    'memory that ran out in a child is told while the container runs',
    (await until(() => killed().OOMKilled)) && killed().Running,
    JSON.stringify(killed()),
  );
  const ended = () => inspected('limits-again-1');
  check(
    'what was killed for lack of memory starts again on failure',
    (await until(() => ended().RestartCount === 2 && ended().State.Status === 'exited')) &&
      ended().State.OOMKilled &&
      ended().State.ExitCode === 137,
    JSON.stringify(ended().State),
  );
  const events = stack('events', '--json', '--since', since, '--until', new Date().toISOString()).stdout;
  const count = events.split('\n').filter((line) => line.includes('"action":"oom"')).length;
  check('each lack of memory is an event', count === 4, events);
  const failed = stack('up', '-d', '--wait', 'waited');
  check('a failure names the limit', failed.out.includes('reached its memory limit of 16 MiB'), failed.out);

  const update = tscompose(
    'container',
    'update',
    '-m',
    '128m',
    '--memory-swap',
    '-1',
    '--cpus',
    '1',
    '--pids-limit',
    '-1',
    'limits-web-1',
  );
  const now = ['memory.max', 'memory.swap.max', 'cpu.max', 'pids.max']
    .map((name) => file(web, name))
    .join(', ');
  check('limits change while it runs', now === '134217728, max, 100000 100000, max', update.out + now);

  const all = tscompose(
    'container',
    'stats',
    '--no-stream',
    '--format',
    '{{.Name}} {{.MemUsage}} {{.PIDs}}',
  ).stdout;
  check('stats show the limit', /limits-web-1 .* \/ 128MiB 1$/m.test(all), all);

  // Its sleep has an end: what waits so is woken by the freezer, and has to wait again.
  const paused = stack('pause', 'web');
  const frozen = file(web, 'cgroup.events');
  const resumed = stack('unpause', 'web');
  check(
    'it pauses and goes on',
    paused.code === 0 &&
      /frozen 1/.test(frozen) &&
      resumed.code === 0 &&
      /frozen 0/.test(file(web, 'cgroup.events')),
    paused.out + frozen + resumed.out,
  );

  writeFileSync(
    '/tmp/lacking.yml',
    'name: lacking\nservices:\n  a:\n    image: tscompose/hello\n    mem_swappiness: 10\n',
  );
  const lacking = tscompose('-f', '/tmp/lacking.yml', 'up', '-d');
  check(
    'what v2 has not got is refused at its place',
    lacking.code === 1 && lacking.out.includes('lacking.yml:5:') && lacking.out.includes('cgroup v2'),
    lacking.out,
  );
  tscompose('-f', '/tmp/lacking.yml', 'down');
  const down = stack('--profile', 'late', 'down', '-t', '0');
  check('limits: down', down.code === 0, down.out);
}
