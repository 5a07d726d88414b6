import type { RegistryLogin } from '../../spec/registry.js';
import type { CredentialHelper } from './credential-helper.js';
import {
  type ConfigObject,
  dockerConfigPath,
  isObject,
  readDockerConfig,
  writeDockerConfig,
} from './docker-config.js';
import type { KeptLogin, LoginStore } from './login-store.js';

const HUB = 'docker.io';
/** What Docker calls its hub in config.json. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HUB_NAMES: readonly string[] = [HUB, 'index.docker.io', 'registry-1.docker.io'];

/** Logins where the `docker` command keeps them: config.json, and the helpers that it names. */
export function dockerLogins(env: Readonly<Record<string, string | undefined>>): LoginStore {
  const path = dockerConfigPath(env);
  return {
    async hasAny() {
      const { auths, credHelpers, credsStore } = await readDockerConfig(path);
      const named = [entries(auths), entries(credHelpers)].some((map) => Object.keys(map).length > 0);
      return named || isText(credsStore);
    },
    async find(registry, signal) {
      const config = await readDockerConfig(path);
      const helper = helperFor(config, registry);
      if (helper !== undefined) return (await helperOf(helper, env)).get(keyOf(registry), signal);
      return storedLogin(entries(config.auths), registry);
    },
    async save(registry, login) {
      const config = await readDockerConfig(path);
      const helper = helperFor(config, registry);
      const auths = { ...without(entries(config.auths), registry) };
      if (helper !== undefined) await (await helperOf(helper, env)).store(keyOf(registry), login);
      // With a helper an empty entry says that there is a login.
      auths[keyOf(registry)] = helper === undefined ? encode(login) : {};
      await writeDockerConfig(path, { ...config, auths });
      return helper === undefined
        ? { place: path, plain: true }
        : { place: `docker-credential-${helper}`, plain: false };
    },
    async remove(registry) {
      const config = await readDockerConfig(path);
      const helper = helperFor(config, registry);
      const auths = entries(config.auths);
      const rest = without(auths, registry);
      const isKnown = Object.keys(rest).length < Object.keys(auths).length;
      if (helper !== undefined) await (await helperOf(helper, env)).erase(keyOf(registry));
      if (isKnown) await writeDockerConfig(path, { ...config, auths: rest });
      return isKnown;
    },
  };
}

/** Most have none, and starting programs takes modules of Node that nothing else needs. */
async function helperOf(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CredentialHelper> {
  const helpers = await import('./credential-helper.js');
  return new helpers.CredentialHelper(name, env);
}

function keyOf(registry: string): string {
  return registry === HUB ? HUB_KEY : registry;
}

/** Keys of config.json are addresses or hosts; what counts is the host. */
function meansRegistry(key: string, registry: string): boolean {
  const host = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return registry === HUB ? HUB_NAMES.includes(host) : host === registry;
}

function helperFor(config: ConfigObject, registry: string): string | undefined {
  const own = Object.entries(entries(config.credHelpers)).find(([key]) => meansRegistry(key, registry))?.[1];
  const helper = own ?? config.credsStore;
  return typeof helper === 'string' && helper !== '' ? helper : undefined;
}

function storedLogin(auths: ConfigObject, registry: string): RegistryLogin | undefined {
  const exact = auths[keyOf(registry)];
  const entry = exact ?? Object.entries(auths).find(([key]) => meansRegistry(key, registry))?.[1];
  if (!isObject(entry)) return undefined;
  const { identitytoken, registrytoken, auth, username, password } = entry;
  if (isText(identitytoken)) return { identityToken: identitytoken };
  if (isText(registrytoken)) return { registryToken: registrytoken };
  if (isText(auth)) {
    const [, name = '', secret = ''] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(auth, 'base64').toString('utf8')) ?? [];
    return name === '' ? undefined : { username: name, password: secret.replace(/\0+$/, '') };
  }
  return isText(username) && isText(password) ? { username, password } : undefined;
}

function encode(login: KeptLogin): ConfigObject {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return 'password' in login
    ? { auth: base64(`${login.username}:${login.password}`) }
    : { auth: base64(`${login.username}:`), identitytoken: login.identityToken };
}

function without(auths: ConfigObject, registry: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(auths).filter(([key]) => !meansRegistry(key, registry)));
}

function entries(value: unknown): ConfigObject {
  return isObject(value) ? value : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
