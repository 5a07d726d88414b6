import type { Reference } from '../../../base/image-reference.js';
import type { RegistryLogins } from '../../../spec/registry.js';
import { type ConnectionOptions, Connections } from './connections.js';
import { HttpClient } from './http.js';
import { PullSource } from './pull-source.js';
import { type Located, locate } from './registry-rules.js';
import { readSettings, SETTINGS_FILES, type SettingsFiles } from './registry-settings.js';
import type { RetryPolicy } from './retry.js';

export interface RegistriesOptions extends Partial<ConnectionOptions> {
  readonly settingsFiles?: SettingsFiles;
  readonly retries?: RetryPolicy;
}

const PATIENCE = { connectTimeoutMs: 10_000, stallTimeoutMs: 30_000 };
const RETRIES: RetryPolicy = { attempts: 5, backoffMs: 400 };

/** All registries, as this machine is set up to reach them. */
export class Registries {
  readonly retries: RetryPolicy;
  readonly #settingsFiles: SettingsFiles;
  readonly #connections: Connections;

  constructor({ settingsFiles = SETTINGS_FILES, retries = RETRIES, ...connections }: RegistriesOptions = {}) {
    this.retries = retries;
    this.#settingsFiles = settingsFiles;
    this.#connections = new Connections({ ...PATIENCE, ...connections });
  }

  /** @throws REGISTRY when the settings are malformed */
  async source(reference: Reference, logins: RegistryLogins): Promise<PullSource> {
    const settings = await readSettings(this.#settingsFiles);
    return new PullSource(new HttpClient(this.#connections, settings), settings, reference, logins);
  }

  /** For requests that belong to no pull. @throws REGISTRY when the settings are malformed */
  async client(): Promise<HttpClient> {
    return new HttpClient(this.#connections, await readSettings(this.#settingsFiles));
  }

  /** Where an image is pushed to. @throws REGISTRY when the settings are malformed, or forbid it */
  async destination(reference: Reference): Promise<{ readonly http: HttpClient; readonly at: Located }> {
    const settings = await readSettings(this.#settingsFiles);
    const { registry } = locate(settings.rules, reference);
    return { http: new HttpClient(this.#connections, settings), at: registry };
  }

  close(): Promise<void> {
    return this.#connections.close();
  }
}
