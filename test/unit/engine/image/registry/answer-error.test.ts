import { describe, expect, it } from 'vitest';
import { answerError, retryAfter } from '../../../../../src/engine/image/registry/answer-error.js';
import type { HttpResponse } from '../../../../../src/engine/image/registry/http.js';
import { Retryable } from '../../../../../src/engine/image/registry/registry-error.js';

const NOW = Date.parse('2026-11-21T00:00:00Z');

function response(status: number, body: string, headers: Record<string, string> = {}): HttpResponse {
  const chunks = (async function* () {
    yield Buffer.from(body);
  })();
  return {
    status,
    url: new URL('https://reg.example.com/v2/'),
    header: (name) => headers[name],
    headers: () => [],
    body: chunks as unknown as HttpResponse['body'],
  };
}

describe('an answer that is an error', () => {
  it('is told with what the registry says, on one line', async () => {
    const body = JSON.stringify({
      errors: [{ code: 'DENIED', message: 'no\u001b[31m\naccess' }, { code: 'X' }],
    });
    expect(await answerError(response(400, body), 'demo')).toMatchObject({
      code: 'REGISTRY',
      message: 'registry reg.example.com: it answers with status 400: DENIED no [31m access; X',
    });
  });

  it.each(['<html>', '', '{"errors":1}', 'x'.repeat(100_000)])(
    'is told by its status alone otherwise',
    async (body) => {
      expect(await answerError(response(404, body), 'demo')).toMatchObject({
        message: 'registry reg.example.com: it answers with status 404',
      });
    },
  );

  it.each([429, 500, 502, 503, 504])('%i may be gone when asked again', async (status) => {
    expect(await answerError(response(status, ''), 'demo')).toBeInstanceOf(Retryable);
  });

  it('of denied access names the way to log in', async () => {
    expect(await answerError(response(403, ''), 'demo')).toMatchObject({
      message: 'registry reg.example.com: access to demo is denied (403)',
      details: { hint: expect.stringContaining('tscompose login reg.example.com') },
    });
  });

  it.each([
    ['2', 2000],
    ['0.5', 500],
    ['Sat, 21 Nov 2026 00:00:05 GMT', 5000],
    ['Sat, 21 Nov 2026 00:00:00 GMT', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('asks to wait with Retry-After %s for %s ms', (value, ms) => {
    expect(retryAfter(value, NOW)).toBe(ms);
  });
});
