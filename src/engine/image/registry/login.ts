import type { LoginResult, RegistryLogin } from '../../../spec/registry.js';
import { answerError } from './answer-error.js';
import { parseChallenges } from './challenge.js';
import { registryEndpoint } from './endpoint.js';
import type { HttpClient } from './http.js';
import { registryError } from './registry-error.js';
import { basic, fetchToken } from './token.js';

/**
 * Tries a login at a registry.
 * @throws REGISTRY when it is refused, or Retryable
 */
export async function checkLogin(
  http: HttpClient,
  registry: string,
  login: RegistryLogin,
  signal: AbortSignal,
): Promise<LoginResult> {
  const { url: base } = await registryEndpoint(http, registry, signal);
  const url = new URL('v2/', base);
  const first = await http.send({ url, headers: {}, signal });
  if (first.status === 200) {
    await first.body.dump();
    return {};
  }
  if (first.status !== 401) throw await answerError(first, registry);
  await first.body.dump();
  const challenges = parseChallenges(first.headers('www-authenticate'));
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer !== undefined) {
    const request = { registry: base, challenge: bearer, scopes: [], login, offline: true };
    const { access, refresh } = await fetchToken(http, request, signal);
    await expectSuccess(`Bearer ${access}`);
    return refresh === undefined ? {} : { identityToken: refresh };
  }
  if (!challenges.some(({ scheme }) => scheme === 'basic') || !('username' in login)) {
    throw registryError(base.host, 'it takes no user name and password');
  }
  await expectSuccess(basic(login));
  return {};

  async function expectSuccess(authorization: string): Promise<void> {
    const response = await http.send({ url, headers: { authorization }, signal });
    if (response.status === 200) {
      await response.body.dump();
      return;
    }
    if (response.status !== 401) throw await answerError(response, registry);
    await response.body.dump();
    throw registryError(base.host, 'it refuses the login (401)', undefined, 'Check user name and password.');
  }
}
