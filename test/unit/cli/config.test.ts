import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.js';
import { loadStack } from '../../../src/stackfile/load-stack.js';
import type { ReadResult } from '../../../src/stackfile/request.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';
import { withHelp } from './support/with-help.js';

/** A host whose stack files are real, but in memory. */
class FilesHost extends FakeHost {
  readonly #files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>, env: Record<string, string> = {}) {
    super({ env });
    this.#files = files;
  }

  override loadStack(request: Parameters<FakeHost['loadStack']>[0]): ReturnType<FakeHost['loadStack']> {
    this.requests.push(request);
    const read = (path: string): ReadResult => {
      const text = this.#files[path.replace('/project/', '')];
      return text === undefined ? { kind: 'missing' } : { kind: 'file', bytes: Buffer.from(text) };
    };
    return Promise.resolve().then(() => loadStack({ ...request, reader: { read } }));
  }
}

async function run(line: string, host: FakeHost) {
  const code = await runCli(line.split(' '), host);
  return { code, out: host.stdout.text, err: host.stderr.text };
}

const FILE = `name: demo
services:
  web:
    image: nginx:\${TAG:-1.22}
    depends_on: [db]
    command: [sh, -c, 'echo \${NEEDED:?say it} $\${HOME}']
    ports: ['8080:80']
    labels: {com.example.team: a}
  db:
    image: redis:7
    volumes: ['data:/data']
  extra:
    image: busybox
    profiles: [tools]
volumes: {data: , unused: }
`;
const OVERRIDE = `services:
  web:
    image: nginx:\${TAG}
`;
const host = (env: Record<string, string> = {}) =>
  new FilesHost({ 'compose.yaml': FILE }, { NEEDED: 'yes', ...env });
const overridden = () =>
  new FilesHost(
    { 'compose.yaml': FILE, 'compose.override.yaml': OVERRIDE, '.env': '# tags\nTAG=1.27\n' },
    { NEEDED: 'yes' },
  );

test.each([
  ['services', 'db\nweb\n'],
  ['volumes', 'data\n'],
  ['networks', 'default\n'],
  ['images', 'nginx:1.22\nredis:7\n'],
  ['profiles', 'tools\n'],
])('config --%s lists them, one per line', async (flag, expected) => {
  expect((await run(`config --${flag}`, host())).out).toBe(expected);
});

test('services on the command line come with what they need, and with their profiles', async () => {
  expect((await run('config --services web', host())).out).toBe('db\nweb\n');
  expect((await run('config --services extra', host())).out).toBe('extra\n');
  expect((await run('config --services extre', host())).err).toBe(
    'no such service: extre\nhint: Did you mean "extra"?\n',
  );
});

test('config prints nothing with -q, and to a file with -o', async () => {
  expect(await run('config -q', host())).toEqual({ code: 0, out: '', err: '' });
  const written = host();
  expect((await run('config -o out.yaml', written)).out).toBe('');
  expect(written.files.get('out.yaml')).toMatch(/^name: demo\nservices:\n {2}db:\n/);
});

test('config writes a newline behind JSON for a terminal alone', async () => {
  expect((await run('config --format json', host())).out).toMatch(/\n\}$/);
  const terminal = host();
  terminal.stdout.isTTY = true;
  expect((await run('config --format json', terminal)).out).toMatch(/\n\}\n$/);
});

test('flags switch passes of the loader off', async () => {
  const asked = new FakeHost({ stack: DEMO });
  await run(
    'config -q --no-interpolate --no-normalize --no-path-resolution --no-env-resolution --no-consistency',
    asked,
  );
  await run('--compatibility config -q web', asked);
  const all = {
    interpolate: true,
    normalise: true,
    resolvePaths: true,
    resolveEnvironment: true,
    checkConsistency: true,
  };
  expect(asked.requests.map(({ switches, select }) => ({ switches, select }))).toEqual([
    { switches: Object.fromEntries(Object.keys(all).map((key) => [key, false])), select: undefined },
    { switches: { ...all, normalise: false }, select: ['web'] },
  ]);
});

test('what was not interpolated keeps its variables', async () => {
  const { out } = await run('config --no-interpolate', host());
  expect(out).toContain(`image: nginx:\${TAG:-1.22}\n`);
  expect(out).toContain(`- echo \${NEEDED:?say it} $\${HOME}\n`);
});

test('config --variables lists what the file asks for', async () => {
  expect((await run('config --variables', host())).out).toBe(
    [
      'NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE',
      'NEEDED              true                                    ',
      'TAG                 false               1.22                ',
      '',
    ].join('\n'),
  );
  const json = JSON.parse((await run('config --variables --format json', host())).out) as object;
  expect(json).toEqual({
    NEEDED: { Name: 'NEEDED', DefaultValue: '', PresenceValue: '', Required: true },
    TAG: { Name: 'TAG', DefaultValue: '1.22', PresenceValue: '', Required: false },
  });
  expect((await run('config --environment', host())).out).toBe(
    'COMPOSE_PROJECT_NAME=demo\nNEEDED=yes\nPWD=/project\n',
  );
});

test('config --hash gives a hash per service that only what the container is made of changes', async () => {
  const { out } = await run('config --hash *', host());
  expect(out).toMatch(/^db [0-9a-f]{64}\nweb [0-9a-f]{64}\n$/);
  expect((await run('config --hash db', host({ TAG: '2' }))).out).toBe(`${out.split('\n')[0]}\n`);
  expect((await run('config --hash web', host({ TAG: '2' }))).out).not.toContain(out.split('\n')[1]);
  expect((await run('config --hash dc', host())).err).toContain('Did you mean "db"?');
});

const DIGEST = `sha256:${'0'.repeat(64)}`;

test('config --lock-image-digests prints an override file of pinned images', async () => {
  const pinning = host();
  pinning.connect = async () => ({ resolveImage: async () => ({ digest: DIGEST, platforms: {} }) }) as never;
  expect((await run('config --lock-image-digests', pinning)).out).toBe(`services:
  db:
    image: docker.io/library/redis:7@${DIGEST}
  web:
    image: docker.io/library/nginx:1.22@${DIGEST}
`);
});

test('config --explain says where a value comes from, by which variable, and what it replaced', async () => {
  expect(
    (await run('config --explain services.web.image', overridden())).out,
  ).toBe(`services.web.image: "nginx:1.27"
from compose.override.yaml:3:12
      image: nginx:\${TAG}
             ^
  TAG is "1.27", set in .env:2:1
in place of "nginx:1.27", from compose.yaml:4:12
      image: nginx:\${TAG:-1.22}
             ^
  TAG is "1.27", set in .env:2:1
`);
});

test('config --explain tells what no file says', async () => {
  expect((await run('config --explain services.web.ports[0].mode', host())).out).toBe(
    `services.web.ports[0].mode: "ingress"
goes without saying; it belongs to compose.yaml:7:13
      ports: ['8080:80']
              ^
`,
  );
});

test('config --explain lists the parts of a map, and finds keys with dots', async () => {
  const { out } = await run('config --explain services.web.labels', host());
  expect(out).toMatch(/^services\.web\.labels: a map of 1\nfrom compose\.yaml:8:5\n/);
  expect(out).toMatch(/\n {2}services\.web\.labels\."com\.example\.team" {2}compose\.yaml:8:\d+\n$/);
  for (const path of ['com.example.team', '"com.example.team"', '["com.example.team"]']) {
    const found = await run(`config --explain services.web.labels.${path}`, host());
    expect(found.out).toMatch(/team": "a"\nfrom compose\.yaml:8:\d+\n/);
  }
});

test.each([
  [
    'services.web.imag',
    'there is no services.web.imag: services.web has no "imag"\nhint: Did you mean "services.web.image"?\n',
  ],
  [
    'services.web.ports[3]',
    'there is no services.web.ports[3]: services.web.ports has 1 items\nhint: It has the items services.web.ports[0].\n',
  ],
  [
    'services.web.image.x',
    withHelp('there is no services.web.image.x: services.web.image is a single value', 'config'),
  ],
  ['a[', /^"a\[" is not a path\n/],
])('config --explain %s says what there is instead', async (path, message) => {
  const { code, err } = await run(`config --explain ${path}`, host());
  expect(code).toBe(1);
  if (typeof message === 'string') expect(err).toBe(message);
  else expect(err).toMatch(message);
});

test('config --explain --format json is one object', async () => {
  const { out } = await run('config --explain services.web.image --format json', overridden());
  expect(JSON.parse(out)).toMatchObject({
    path: 'services.web.image',
    value: 'nginx:1.27',
    implied: false,
    from: {
      file: 'compose.override.yaml',
      line: 3,
      template: `nginx:\${TAG}`,
      variables: [
        { name: 'TAG', value: '1.27', from: 'file', position: { file: '.env', line: 2, column: 1 } },
      ],
    },
    replaced: [{ from: { file: 'compose.yaml', line: 4 } }],
  });
});

test('with --format json every problem is a line of JSON', async () => {
  const broken = new FilesHost({
    'compose.yaml': 'services:\n  web: {image: a, prots: []}\n  db: {image: [x]}\n',
  });
  const { code, out, err } = await run('config --format json', broken);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  const lines = err
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ path, line, hint }) => ({ path, line, hint }))).toEqual([
    { path: 'services.web.prots', line: 2, hint: 'did you mean "ports"?' },
    { path: 'services.db.image', line: 3, hint: undefined },
  ]);
});
