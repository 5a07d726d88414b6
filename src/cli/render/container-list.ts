import type { ContainerSummary } from '../../spec/operations.js';
import type { ListShape } from '../format/list-shape.js';
import { commandColumn } from './command-text.js';
import { stateWord, statusText } from './container-status.js';
import { goTime } from './go-time.js';
import { humanDuration } from './human-duration.js';
import { formatPorts } from './port-list.js';

/** What `ps` can show. @param full whether ids and commands are shown whole */
export function containerList(now: Date, full = false): ListShape<ContainerSummary> {
  return {
    typeName: 'container',
    fields: {
      Command: { head: 'COMMAND', value: ({ args }) => commandColumn(args, { full }) },
      CreatedAt: { head: 'CREATED AT', value: ({ createdAt }) => goTime(createdAt) },
      ExitCode: { head: 'EXIT CODE', value: exitCode },
      Health: { head: 'HEALTH', value: ({ health }) => (health === 'none' ? '' : health) },
      ID: { head: 'CONTAINER ID', value: ({ id }) => (full ? id : id.slice(0, 12)) },
      Image: { head: 'IMAGE', value: ({ image }) => image },
      Label: {
        head: (name) => name ?? '',
        value:
          ({ labels }) =>
          (name: string) =>
            labels[name] ?? '',
      },
      Labels: { head: 'LABELS', value: labelText },
      LocalVolumes: {
        head: 'LOCAL VOLUMES',
        value: ({ mounts }) => String(mounts.filter((mount) => !mount.startsWith('/')).length),
      },
      Mounts: { head: 'MOUNTS', value: ({ mounts }) => mounts.join(',') },
      Name: { head: 'NAME', value: ({ name }) => name },
      Names: { head: 'NAMES', value: ({ name }) => name },
      Networks: { head: 'NETWORKS', value: ({ networks }) => networks.join(',') },
      Ports: { head: 'PORTS', value: ({ ports, exposed }) => formatPorts(ports, exposed) },
      Project: { head: 'PROJECT', value: ({ stack }) => stack },
      Publishers: { head: 'PUBLISHERS', value: publishers },
      RestartCount: { head: 'RESTARTS', value: ({ restartCount }) => restartCount },
      RunningFor: { head: 'CREATED', value: (container) => createdText(container, now) },
      Service: { head: 'SERVICE', value: ({ service }) => service },
      Size: { head: 'SIZE', value: () => '0B' },
      State: { head: 'STATE', value: stateWord },
      Status: { head: 'STATUS', value: (container) => statusText(container, now) },
    },
    table: ['Name', 'Image', 'Command', 'Service', 'RunningFor', 'Status', 'Ports'],
  };
}

function exitCode({ state }: ContainerSummary): number {
  if (state.status !== 'exited') return 0;
  // A code that was lost must not look like success.
  return state.exitCode === 'unknown' ? -1 : state.exitCode;
}

function labelText({ labels }: ContainerSummary): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
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
