import { expect, test } from 'vitest';
import { eventAction, eventJson, eventLine } from '../../../../src/cli/render/event-line.js';
import type { EngineEvent } from '../../../../src/spec/engine.js';

const WHERE = {
  id: 'c0ffee',
  name: 'demo-web-1',
  image: 'nginx',
  labels: { role: 'front', 'com.docker.compose.service': 'web' },
  time: '2026-11-21T13:19:31.632Z',
};

test.each<[EngineEvent, string | undefined]>([
  [{ ...WHERE, type: 'container-created' }, 'create'],
  [{ ...WHERE, type: 'container-exited', exitCode: 3 }, 'die'],
  [{ ...WHERE, type: 'container-removed' }, 'destroy'],
  [{ ...WHERE, type: 'container-health', status: 'healthy' }, 'health_status: healthy'],
  [{ ...WHERE, type: 'container-health', status: 'starting' }, undefined],
  [
    { ...WHERE, type: 'container-exec-created', execId: 'e1', command: 'sh -c true' },
    'exec_create: sh -c true',
  ],
  [
    { ...WHERE, type: 'container-exec-started', execId: 'e1', command: 'sh -c true' },
    'exec_start: sh -c true',
  ],
  [{ ...WHERE, type: 'container-exec-ended', execId: 'e1', exitCode: 3 }, 'exec_die'],
])('%o is %s', (event, action) => {
  expect(eventAction(event)).toBe(action);
});

test("a line has the labels of the user, and none of Compose's", () => {
  const line = eventLine({ ...WHERE, type: 'container-signalled', signal: 15 }, 'kill');
  expect(line).toMatch(/^2026-11-2\d \d\d:\d\d:31\.632000 container kill c0ffee /);
  expect(line).toContain('(image=nginx, name=demo-web-1, role=front, signal=15)\n\n');
});

test('what is told of a command bears its id, and its end the exit code', () => {
  const created = { ...WHERE, type: 'container-exec-created', execId: 'e1', command: 'true' } as const;
  expect(eventLine(created, 'exec_create: true')).toContain('(execID=e1, image=nginx, ');
  const ended = { ...WHERE, type: 'container-exec-ended', execId: 'e1', exitCode: 3 } as const;
  expect(eventLine(ended, 'exec_die')).toContain('(execID=e1, exitCode=3, image=nginx, ');
});

test("JSON has Docker Compose's keys", () => {
  const event = { ...WHERE, type: 'container-exited', exitCode: 137, ranMs: 2_900 } as const;
  expect(eventJson(event, 'die')).toBe(
    '{"action":"die","attributes":{"execDuration":"2","exitCode":"137","image":"nginx","name":"demo-web-1",' +
      '"role":"front"},"id":"c0ffee","service":"web","time":"2026-11-21T13:19:31.632Z","type":"container"}\n',
  );
});
