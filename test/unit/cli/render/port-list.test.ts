import { expect, test } from 'vitest';
import { formatPorts } from '../../../../src/cli/render/port-list.js';

test('ports are listed as Docker Compose lists them', () => {
  const all = { hostIp: '0.0.0.0', protocol: 'tcp' } as const;
  const loopback = { hostIp: '127.0.0.1', protocol: 'udp' } as const;
  const text = formatPorts(
    [
      { ...all, hostPort: 8123, containerPort: 80 },
      { ...all, hostIp: '::', hostPort: 8123, containerPort: 80 },
      { ...loopback, hostPort: 9001, containerPort: 9001 },
      { ...loopback, hostPort: 9000, containerPort: 9000 },
    ],
    ['77/tcp'],
  );
  expect(text).toBe('77/tcp, 127.0.0.1:9000-9001->9000-9001/udp, 0.0.0.0:8123->80/tcp, [::]:8123->80/tcp');
});

test('a gap ends a range', () => {
  expect(formatPorts([], ['80/tcp', '81/tcp', '90/tcp'])).toBe('80-81/tcp, 90/tcp');
});
