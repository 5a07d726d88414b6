import { expect, it } from 'vitest';
import { InspectTemplate } from '../../../../src/cli/format/inspect-template.js';
import { containerInspection, templateInspection } from '../../../../src/cli/render/container-inspection.js';
import { goJson } from '../../../../src/cli/render/json-lines.js';
import type { ContainerDetails } from '../../../../src/spec/container-details.js';
import { inspected } from '../support/inspected.js';

function shown(details: Partial<ContainerDetails>) {
  const first = JSON.parse(goJson(containerInspection({ ...inspected(), ...details })));
  return first;
}

it('has the keys of docker inspect, as far as there is something to tell', () => {
  const whole = shown({});
  expect(whole).toMatchObject({
    Id: 'f'.repeat(64),
    Path: 'nginx',
    Args: ['-g', 'daemon off;'],
    Name: '/demo-web-1',
    RestartCount: 2,
    HostConfig: {
      NetworkMode: 'demo_default',
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      PortBindings: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] },
    },
    NetworkSettings: {
      Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] },
      Networks: { demo_default: { IPAddress: '10.1.0.2', IPPrefixLen: 24, Gateway: '10.1.0.1' } },
    },
    Mounts: [{ Type: 'volume', Name: 'data', Source: '/v/data', Destination: '/data', RW: true }],
  });
  expect(whole.Config.Healthcheck).toEqual({
    ...{ Test: ['CMD', 'x'], Interval: 1e9, Timeout: 2e9, StartPeriod: 0, StartInterval: 5e9, Retries: 3 },
  });
});

it('tells health with its last probes, where a lost exit code is -1', () => {
  expect(shown({}).State).toEqual({
    ...{ Status: 'running', Running: true, Paused: false, Restarting: false, OOMKilled: false, Dead: false },
    ...{
      Pid: 42,
      ExitCode: 0,
      Error: '',
      StartedAt: '2026-01-01T00:00:00Z',
      FinishedAt: '0001-01-01T00:00:00Z',
    },
    Health: {
      Status: 'healthy',
      FailingStreak: 0,
      Log: [
        { Start: '2026-01-01T00:00:01Z', End: '2026-01-01T00:00:02Z', ExitCode: -1, Output: 'late' },
        { Start: '2026-01-01T00:00:03Z', End: '2026-01-01T00:00:03Z', ExitCode: 0, Output: 'well' },
      ],
    },
  });
});

it('calls one that has ended unhealthy, as Docker does, and says when it is about to restart', () => {
  const details = inspected();
  const state = {
    ...{ exitCode: 137, oomKilled: true },
    ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:01:00Z' },
  };
  const { State } = shown({
    container: { ...details.container, state: { status: 'exited', ...state } },
    restarting: true,
  });
  expect(State).toMatchObject({
    ...{ Status: 'restarting', Running: false, Restarting: true, OOMKilled: true, ExitCode: 137, Pid: 0 },
    Health: { Status: 'unhealthy' },
  });
});

it.each([
  ['{{.Name}} {{.State.Status}} {{.State.Health.Status}}', '/demo-web-1 running healthy'],
  [
    '{{index .Config.Labels "tier"}} {{.Config.Labels.tier}} {{.Config.Labels.none}}',
    'front front <no value>',
  ],
  ['{{range $n, $e := .NetworkSettings.Networks}}{{$n}}={{$e.IPAddress}}{{end}}', 'demo_default=10.1.0.2'],
  ['{{range $p, $c := .NetworkSettings.Ports}}{{$p}} -> {{(index $c 0).HostPort}}{{end}}', '80/tcp -> 8080'],
  ['{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}', '8080'],
  ['{{range .Mounts}}{{.Source}}{{end}} {{json .Config.Labels}}', '/v/data {"tier":"front"}'],
])('is shown by %s', (template, text) => {
  expect(new InspectTemplate(template, 64).render(templateInspection(inspected()))).toBe(`${text}\n`);
});
