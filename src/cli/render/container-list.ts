import type { ContainerSummary } from '../../spec/operations.js';
import { commandColumn } from './command-text.js';
import { stateWord, statusText } from './container-status.js';
import { goTime } from './go-time.js';
import { humanDuration } from './human-duration.js';
import { formatPorts } from './port-list.js';
import { renderTable } from './table.js';

const HEAD = ['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'];

/** `ps` as a table. */
export function containerTable(
  containers: readonly ContainerSummary[],
  now: Date,
  options: { readonly full?: boolean } = {},
): string {
  const rows = containers.map((container) => [
    container.name,
    container.image,
    commandColumn(container.args, options),
    container.service,
    createdText(container, now),
    statusText(container, now),
    formatPorts(container.ports, container.exposed),
  ]);
  return renderTable(HEAD, rows);
}

/** `ps --format json`: one object per line, with Docker Compose's keys. */
export function containerJsonLines(
  containers: readonly ContainerSummary[],
  now: Date,
  options: { readonly full?: boolean } = {},
): string {
  return containers.map((container) => `${JSON.stringify(jsonRow(container, now, options.full))}\n`).join('');
}

function jsonRow(container: ContainerSummary, now: Date, full = false) {
  const { state } = container;
  return {
    Command: commandColumn(container.args, { full }),
    CreatedAt: goTime(container.createdAt),
    ExitCode: state.status === 'exited' ? (state.exitCode === 'unknown' ? -1 : state.exitCode) : 0,
    Health: container.health === 'none' ? '' : container.health,
    ID: full ? container.id : container.id.slice(0, 12),
    Image: container.image,
    Labels: Object.entries(container.labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    LocalVolumes: String(container.mounts.filter((mount) => !mount.startsWith('/')).length),
    Mounts: container.mounts.join(','),
    Name: container.name,
    Names: container.name,
    Networks: container.networks.join(','),
    Ports: formatPorts(container.ports, container.exposed),
    Project: container.stack,
    Publishers: publishers(container),
    RestartCount: container.restartCount,
    RunningFor: createdText(container, now),
    Service: container.service,
    Size: '0B',
    State: stateWord(container),
    Status: statusText(container, now),
  };
}

function publishers(container: ContainerSummary) {
  const exposed = container.exposed.map((text) => {
    const [port, protocol] = text.split('/');
    return { URL: '', TargetPort: Number(port), PublishedPort: 0, Protocol: protocol ?? 'tcp' };
  });
  const bound = container.ports.map((port) => ({
    URL: port.hostIp,
    TargetPort: port.containerPort,
    PublishedPort: port.hostPort,
    Protocol: port.protocol,
  }));
  return [...exposed, ...bound].sort(
    (a, b) => a.TargetPort - b.TargetPort || a.PublishedPort - b.PublishedPort,
  );
}

function createdText(container: ContainerSummary, now: Date): string {
  return `${humanDuration(now.getTime() - Date.parse(container.createdAt))} ago`;
}
