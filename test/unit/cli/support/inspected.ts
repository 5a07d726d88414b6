import type { ContainerDetails } from '../../../../src/spec/container-details.js';

/** A running web server with a health check, a port and a volume. */
export function inspected(): ContainerDetails {
  return {
    container: {
      id: 'f'.repeat(64),
      spec: {
        name: 'demo-web-1',
        image: 'nginx',
        entrypoint: null,
        command: null,
        env: {},
        labels: { tier: 'front' },
        mounts: [],
        networks: [{ network: 'demo_default', aliases: ['web'] }],
        ports: [{ hostIp: '0.0.0.0', hostPorts: [8080, 8080], containerPort: 80, protocol: 'tcp' }],
        restart: { name: 'on-failure', maxRetries: 3 },
        healthcheck: null,
        stopGraceMs: 10_000,
      },
      imageId: 'sha256:image',
      createdAt: '2026-01-01T00:00:00Z',
      state: { status: 'running', pid: 42, startedAt: '2026-01-01T00:00:00Z' },
      ports: [{ hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
      args: ['nginx', '-g', 'daemon off;'],
      healthcheck: {
        test: ['CMD', 'x'],
        intervalMs: 1_000,
        timeoutMs: 2_000,
        startPeriodMs: 0,
        startIntervalMs: 5_000,
        retries: 3,
      },
      health: {
        startedAt: '2026-01-01T00:00:00Z',
        state: {
          status: 'healthy',
          failingStreak: 0,
          hasBeenHealthy: true,
          earlyDelayMs: 0,
          countsFromMs: 0,
        },
        log: [
          {
            start: '2026-01-01T00:00:01Z',
            end: '2026-01-01T00:00:02Z',
            tookMs: 1_000,
            exitCode: 'unknown',
            output: 'late',
          },
          {
            start: '2026-01-01T00:00:03Z',
            end: '2026-01-01T00:00:03Z',
            tookMs: 0,
            exitCode: 0,
            output: 'well',
          },
        ],
      },
      stopSignal: 'SIGQUIT',
      addresses: { demo_default: '10.1.0.2' },
      anonymousVolumes: {},
      restartCount: 2,
      failedRestarts: 1,
      restartPauseMs: null,
      stoppedByUser: false,
    },
    restarting: false,
    env: ['PATH=/bin'],
    workingDir: '/',
    user: '',
    hostname: 'web',
    mounts: [
      { type: 'volume', name: 'data', source: '/v/data', target: '/data', readOnly: false, propagation: '' },
    ],
    paths: { log: '/l', hosts: '/h', hostname: '/n', resolvConf: '/r' },
    maskedPaths: ['/proc/kcore'],
    readonlyPaths: ['/proc/sys'],
    networks: { demo_default: { id: 'net', gateway: '10.1.0.1', subnet: '10.1.0.0/24' } },
  };
}
