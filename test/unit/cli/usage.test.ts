import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';
import { withHelp } from './support/with-help.js';

async function run(line: string, host = new FakeHost({ stack: DEMO })) {
  const code = await runCli(line === '' ? [] : line.split(' '), host);
  return { code, out: host.stdout.text, err: host.stderr.text };
}

test.each([
  ['upp', 'unknown command: "upp"\nhint: Did you mean "up"? Run "tscompose --help" for what there is.\n'],
  [
    'up --detatch',
    'unknown flag: --detatch\nhint: Did you mean "--detach"? Run "tscompose up --help" for what there is.\n',
  ],
  ['up webb', 'no such service: webb\nhint: Did you mean "web"?\n'],
  [
    'up -t x',
    withHelp('invalid argument "x" for "-t, --timeout" flag: a whole number of seconds is expected', 'up'),
  ],
  [
    '--progress nosuch ps',
    'unsupported --progress value "nosuch"\nhint: Use one of auto, tty, plain, json, quiet.\n',
  ],
  ['--compatibility up', '--compatibility has no meaning for "up"\nhint: It works with config.\n'],
  ['--all-resources up', '--all-resources has no meaning for "up"\nhint: It works with config and graph.\n'],
  [
    'up -d --abort-on-container-exit',
    withHelp(
      '--detach cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch',
      'up',
    ),
  ],
  [
    'up --wait --exit-code-from web',
    withHelp(
      '--wait cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch',
      'up',
    ),
  ],
  [
    'up --abort-on-container-exit --abort-on-container-failure',
    withHelp('--abort-on-container-failure cannot be combined with --abort-on-container-exit', 'up'),
  ],
  [
    'up --attach web --attach-dependencies',
    withHelp('cannot combine --attach and --attach-dependencies', 'up'),
  ],
  ['up --wait-timeout 5', withHelp('--wait-timeout has no meaning without --wait', 'up')],
  [
    'up --menu=maybe',
    withHelp('invalid argument "maybe" for "--menu" flag: true or false is expected', 'up'),
  ],
  ['up -w --no-build', withHelp('--no-build and --watch are incompatible', 'up')],
  [
    'up -w',
    withHelp(
      "none of the selected services is configured for watch, consider setting a 'develop' section",
      'up',
    ),
  ],
  ['up --exit-code-from webb', 'no such service: webb\nhint: Did you mean "web"?\n'],
  ['config --format x', 'unsupported format "x"\nhint: Use yaml or json.\n'],
  ['down extra', /too many arguments/],
  ['engine', /Usage: tscompose engine/],
])('%s is refused with exit code 1', async (line, message) => {
  const { code, out, err } = await run(line);
  expect(code).toBe(1);
  expect(out).toBe('');
  if (typeof message === 'string') expect(err).toBe(message);
  else expect(err).toMatch(message);
});

test.each(['', '--help', 'help'])('"%s" shows the verbs on standard output', async (line) => {
  const { code, out, err } = await run(line);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Usage: tscompose \[OPTIONS\] COMMAND/);
  expect(out).toMatch(/^ {2}up /m);
});

test.each(['--help', 'up --help', 'exec --help'])(
  '"%s" shows no empty collections as defaults',
  async (line) => {
    const { out } = await run(line);
    expect(out).toMatch(/may be\s+repeated/);
    expect(out).not.toMatch(/default: (\[\]|\{\})/);
  },
);

test('an error is one line of JSON with --progress json', async () => {
  const { code, err } = await run('--progress json up nosuch');
  expect(code).toBe(1);
  expect(JSON.parse(err)).toEqual({
    error: true,
    severity: 'error',
    code: 'USAGE',
    message: 'no such service: nosuch',
    hint: 'See with "tscompose config --services" which there are.',
  });
});

test('version prints the version in three forms', async () => {
  expect((await run('version')).out).toMatch(/^tscompose version \d+\.\d+\.\d+\n$/);
  expect((await run('version --short')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(JSON.parse((await run('version -f json')).out)).toEqual({ version: expect.any(String) });
});

test('options before the verb reach the stack file', async () => {
  const host = new FakeHost({ stack: DEMO });
  await run('ps', host);
  await run('-f c.yml -f d.yml -p other --env-file z.env --project-directory /p ps', host);
  await run('--profile a --profile b --all-resources --compatibility --workdir /w config', host);
  const environment = host.env;
  expect(host.requests).toEqual([
    { cwd: '/project', environment, files: [] },
    {
      cwd: '/project',
      environment,
      files: ['c.yml', 'd.yml'],
      envFiles: ['z.env'],
      projectName: 'other',
      projectDirectory: '/p',
    },
    {
      cwd: '/project',
      environment,
      files: [],
      projectDirectory: '/w',
      profiles: ['a', 'b'],
      allResources: true,
      compatibility: true,
      switches: expect.objectContaining({ normalise: false }),
    },
  ]);
});
