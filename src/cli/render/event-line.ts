import type { EngineEvent } from '../../spec/engine.js';
import { LABEL } from '../../spec/labels.js';
import { goJson } from './json-lines.js';

/** What happened, in Docker's words; undefined: nothing that it tells. */
export function eventAction(event: EngineEvent): string | undefined {
  switch (event.type) {
    case 'container-health':
      return event.status === 'starting' ? undefined : `health_status: ${event.status}`;
    case 'container-exec-created':
      return `exec_create: ${event.command}`;
    case 'container-exec-started':
      return `exec_start: ${event.command}`;
    default:
      return ACTIONS[event.type];
  }
}

const ACTIONS: Readonly<
  Record<
    Exclude<EngineEvent['type'], 'container-health' | 'container-exec-created' | 'container-exec-started'>,
    string
  >
> = {
  'container-created': 'create',
  'container-started': 'start',
  'container-paused': 'pause',
  'container-unpaused': 'unpause',
  'container-signalled': 'kill',
  'container-exited': 'die',
  'container-stopped': 'stop',
  'container-restarted': 'restart',
  'container-oom': 'oom',
  'container-updated': 'update',
  'container-removed': 'destroy',
  'container-renamed': 'rename',
  'container-exec-ended': 'exec_die',
};

/** `2026-11-21 13:19:31.632000 container create ID (image=busybox, name=demo-web-1)`, and an empty line. */
export function eventLine(event: EngineEvent, action: string): string {
  const attributes = [...attributesOf(event)].map(([key, value]) => `${key}=${value}`).join(', ');
  return `${localTime(event.time)} container ${action} ${event.id} (${attributes})\n\n`;
}

/** One object on a line, with Docker Compose's keys. */
export function eventJson(event: EngineEvent, action: string): string {
  const { id, labels, time } = event;
  const attributes = attributesOf(event);
  const service = labels[LABEL.service] ?? '';
  return `${goJson({ action, attributes, id, service, time, type: 'container' })}\n`;
}

/** Labels but for Compose's own, image, name, and what belongs to the action; sorted. */
function attributesOf(event: EngineEvent): ReadonlyMap<string, string> {
  const labels = Object.entries(event.labels).filter(([key]) => !key.startsWith('com.docker.compose.'));
  const all = [...labels, ['image', event.image], ['name', event.name], ...ownAttributes(event)] as const;
  return new Map(
    all.map(([key = '', value = '']) => [key, value] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function ownAttributes(event: EngineEvent): readonly (readonly [string, string])[] {
  if (event.type === 'container-signalled') return [['signal', String(event.signal)]];
  if (event.type === 'container-renamed') return [['oldName', `/${event.oldName}`]];
  if ('execId' in event) return execAttributes(event);
  if (event.type !== 'container-exited') return [];
  const duration =
    event.ranMs === undefined ? [] : [['execDuration', String(Math.floor(event.ranMs / 1000))] as const];
  return [...duration, ['exitCode', String(event.exitCode)]];
}

function execAttributes(
  event: Extract<EngineEvent, { readonly execId: string }>,
): readonly (readonly [string, string])[] {
  const exitCode =
    event.type === 'container-exec-ended' ? [['exitCode', String(event.exitCode)] as const] : [];
  return [['execID', event.execId], ...exitCode];
}

function localTime(time: string): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const clock = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join(':');
  return `${day} ${clock}.${String(date.getMilliseconds()).padStart(3, '0')}000`;
}
