import { expect, test } from 'vitest';
import { listRenderer, parseListFormat } from '../../../../src/cli/format/list-format.js';
import { containerList } from '../../../../src/cli/render/container-list.js';
import type { ContainerSummary } from '../../../../src/spec/operations.js';
import { container } from '../support/samples.js';

const NOW = new Date('2026-11-21T00:10:00Z');

async function show(format: string, rows: readonly ContainerSummary[]): Promise<string> {
  return (await listRenderer(parseListFormat(format), containerList(NOW)))(rows);
}

test('ps prints a table with the columns of Docker Compose', async () => {
  const rows = [
    container({
      name: 'demo-client-1',
      args: ['sh', '-c', 'trap "exit 0" TERM; sleep 9'],
      service: 'client',
      health: 'healthy',
      exposed: ['77/tcp'],
    }),
    container({
      state: {
        status: 'exited',
        exitCode: 3,
        startedAt: '2026-11-21T00:09:57Z',
        finishedAt: '2026-11-21T00:09:59.5Z',
        oomKilled: false,
      },
    }),
  ];
  expect(await show('table', rows)).toBe(
    [
      'NAME            IMAGE        COMMAND                   SERVICE   CREATED         STATUS                              PORTS',
      'demo-client-1   nginx:1.22   "sh -c \'trap \\"exit 0…"   client    3 seconds ago   Up 3 seconds (healthy)              77/tcp',
      'demo-web-1      nginx:1.22   "nginx -g \'daemon of…"    web       3 seconds ago   Exited (3) Less than a second ago   ',
      '',
    ].join('\n'),
  );
});

test('an empty list is its head alone', async () => {
  expect(await show('table', [])).toBe('NAME      IMAGE     COMMAND   SERVICE   CREATED   STATUS    PORTS\n');
});

test('a lost exit code is shown as unknown, never as 0', async () => {
  const lost = container({
    state: {
      status: 'exited',
      exitCode: 'unknown',
      startedAt: '2026-11-21T00:09:00Z',
      finishedAt: '2026-11-21T00:09:58Z',
      oomKilled: false,
    },
  });
  expect(await show('table', [lost])).toContain('Exited (unknown) 2 seconds ago');
  expect(JSON.parse(await show('json', [lost]))).toMatchObject({ ExitCode: -1, State: 'exited' });
});

test('ps --format json prints one object per line with the keys of Docker Compose', async () => {
  const rows = [container({ mounts: ['demo_data', '/etc/x'], ports: [published(8080, 80)] }), container()];
  const lines = (await show('json', rows)).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    Command: '"nginx -g \'daemon of…"',
    CreatedAt: '2026-11-21 00:09:56 +0000 UTC',
    ExitCode: 0,
    Health: '',
    ID: 'c8035eb8ff56',
    Image: 'nginx:1.22',
    Labels: 'com.docker.compose.service=web',
    LocalVolumes: '1',
    Mounts: 'demo_data,/etc/x',
    Name: 'demo-web-1',
    Names: 'demo-web-1',
    Networks: 'demo_default',
    Ports: '0.0.0.0:8080->80/tcp',
    Project: 'demo',
    Publishers: [{ URL: '0.0.0.0', TargetPort: 80, PublishedPort: 8080, Protocol: 'tcp' }],
    RestartCount: 0,
    RunningFor: '3 seconds ago',
    Service: 'web',
    Size: '0B',
    State: 'running',
    Status: 'Up 3 seconds',
  });
});

// As Docker Compose 2.40 prints them.
test.each([
  ['{{.Name}} {{.Service}} {{.State}} {{.ExitCode}}', 'demo-web-1 web running 0\n'],
  ['{{.Label "com.docker.compose.service"}}|{{.Label "none"}}', 'web|\n'],
  ['{{range .Publishers}}{{.URL}}:{{.PublishedPort}};{{end}}{{len .Publishers}}', '0.0.0.0:8080;1\n'],
  ['{{.Publishers}}', '[{0.0.0.0 80 8080 tcp}]\n'],
  ['table {{.Name}}\\t{{.Status}}', 'NAME         STATUS\ndemo-web-1   Up 3 seconds\n'],
])('ps --format %s', async (format, text) => {
  expect(await show(format, [container({ ports: [published(8080, 80)] })])).toBe(text);
});

test('ps --format names what can be asked for', async () => {
  await expect(show('{{.Nope}}', [container()])).rejects.toThrow(
    "can't evaluate field Nope in type container",
  );
});

function published(hostPort: number, containerPort: number) {
  return { hostIp: '0.0.0.0', hostPort, containerPort, protocol: 'tcp' as const };
}
