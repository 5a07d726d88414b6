import { Deadline } from '../base/deadline.js';
import type { ReadyTest } from '../model/ready-check.js';
import type { Engine } from '../spec/engine.js';
import type { PortProbeResult } from '../spec/health.js';
import type { Clock } from './clock.js';
import { lateText } from './probe-command.js';
import type { ProbeResult } from './probe-result.js';

type PortTest = Extract<ReadyTest, { type: 'tcp' | 'http' }>;

const END_OF_HEAD = '\r\n\r\n';
/** Characters of a refusing answer's body that are shown. */
const SHOWN_BODY = 500;

/** Looks at a port of the container, from inside its network. */
export async function lookAtPort(
  engine: Engine,
  id: string,
  test: PortTest,
  timeoutMs: number,
  clock: Pick<Clock, 'after'>,
  signal: AbortSignal,
): Promise<ProbeResult> {
  using deadline = new Deadline(signal, timeoutMs, clock.after);
  const probe =
    test.type === 'tcp'
      ? { port: test.port, request: '', until: '' }
      : { port: test.port, request: requestText(test), until: END_OF_HEAD };
  try {
    const result = await engine.probePort(id, probe, deadline.signal);
    return judge(test, result);
  } catch (error) {
    if (!deadline.isOver) throw error;
    return { exitCode: 'unknown', output: lateText(timeoutMs) };
  }
}

function requestText({ port, path }: Extract<PortTest, { type: 'http' }>): string {
  const host = port === 80 ? 'localhost' : `localhost:${port}`;
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: tscompose\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
}

function judge(test: PortTest, result: PortProbeResult): ProbeResult {
  if ('refused' in result) {
    return { exitCode: 1, output: `port ${test.port}: ${refusalText(result.refused)}` };
  }
  if (test.type === 'tcp') return { exitCode: 0, output: `port ${test.port} accepts connections` };
  const what = `GET ${test.path} on port ${test.port}`;
  const [, code, reason = ''] = /^HTTP\/\d(?:\.\d)? (\d{3})(?: ([^\r\n]*))?\r?\n/.exec(result.answer) ?? [];
  if (code === undefined) return { exitCode: 1, output: `${what}: the answer is no HTTP` };
  const status = Number(code);
  const isWell = test.status === undefined ? status >= 200 && status < 400 : status === test.status;
  const line = `${what}: ${code} ${reason}`.trimEnd();
  if (isWell) return { exitCode: 0, output: line };
  const body = result.answer.slice(result.answer.indexOf(END_OF_HEAD) + END_OF_HEAD.length);
  const wanted = test.status === undefined ? '' : `, not ${test.status}`;
  return { exitCode: 1, output: [`${line}${wanted}`, body.slice(0, SHOWN_BODY).trim()].join('\n').trim() };
}

function refusalText(errno: string): string {
  return errno === 'ECONNREFUSED' ? 'nobody listens' : errno;
}
