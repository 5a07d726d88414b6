import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Misbehaviour, SmallRegistry } from './small-registry.js';

const USER = 'dev';
export const PASSWORD = 's3cret:with colon';
const BASIC = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
export const LOGIN = { username: USER, password: PASSWORD };

/** Lets in only who sends name and password with each request. */
export function basicAuth(): Misbehaviour {
  return (request, response) =>
    request.headers.authorization === BASIC ? false : refuse(response, 'Basic realm="demo"');
}

export interface TokenService {
  readonly guard: Misbehaviour;
  /** Scopes asked for, one list per token. */
  readonly scopes: (readonly string[])[];
  /** Makes every token given so far worthless. */
  expire(): void;
}

/** Lets in only who has a token, which only who knows the password gets, or the refresh token `refresh`. */
export function tokenAuth(registry: SmallRegistry): TokenService {
  let generation = 1;
  const scopes: (readonly string[])[] = [];
  const guard: Misbehaviour = (request, response) => {
    const url = new URL(request.url ?? '/', `http://${registry.host}`);
    if (url.pathname !== '/token') {
      if (request.headers.authorization === `Bearer token-${generation}`) return false;
      return refuse(response, `Bearer realm="http://${registry.host}/token",service="demo"`);
    }
    void answerToken(request, response, url);
    return true;
  };
  const answerToken = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const mayPass = request.headers.authorization === BASIC || form.get('refresh_token') === 'refresh';
    if (!mayPass) {
      response.writeHead(401).end();
      return;
    }
    scopes.push(
      request.method === 'POST' ? (form.get('scope') ?? '').split(' ') : url.searchParams.getAll('scope'),
    );
    const offline = url.searchParams.get('offline_token') === 'true' ? { refresh_token: 'refresh' } : {};
    response.end(JSON.stringify({ token: `token-${generation}`, ...offline }));
  };
  return {
    guard,
    scopes,
    expire: () => {
      generation += 1;
    },
  };
}

function refuse(response: ServerResponse, challenge: string): true {
  response.writeHead(401, { 'www-authenticate': challenge }).end();
  return true;
}
