import { quote } from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';
import { command } from './command.js';
import { type Canonicaliser, canonicaliseMap, refuse, text } from './context.js';
import { duration } from './duration.js';
import { healthcheck } from './healthcheck.js';
import { dependencies, serviceNetworks, textList } from './lists.js';
import { environment, labels } from './mappings.js';
import { ports } from './ports.js';
import { serviceVolumes } from './volumes.js';

const RESTART_POLICIES = ['no', 'always', 'unless-stopped', 'on-failure'];

const restart: Canonicaliser = (node, path, context) => {
  const policy = node.kind === 'scalar' ? String(node.value) : '';
  if (policy === '') return undefined;
  if (RESTART_POLICIES.includes(policy) || /^on-failure:\d{1,9}$/.test(policy)) return node;
  const choice = '"no", "always", "unless-stopped", "on-failure" or "on-failure:5"';
  const message = `has to be ${choice}, but is ${quote(policy)}${didYouMean(policy, RESTART_POLICIES)}`;
  return refuse(node, path, context, message);
};

/** `SIGINT`, `int` and `2` all name a signal; only the engine knows whether there is such a one. */
const signal: Canonicaliser = (node, path, context) => {
  const name = node.kind === 'scalar' ? String(node.value) : '';
  if (name === '') return undefined;
  if (/^(?:SIG)?[A-Z][A-Z0-9]*(?:[+-]\d{1,2})?$/i.test(name) || /^\d{1,2}$/.test(name)) return node;
  return refuse(node, path, context, `${quote(name)} is not a signal, as in "SIGINT"`);
};

const ATTRIBUTES: Readonly<Record<string, Canonicaliser>> = {
  command,
  container_name: text,
  depends_on: dependencies,
  entrypoint: command,
  environment,
  healthcheck,
  hostname: text,
  image: text,
  labels,
  networks: serviceNetworks,
  ports,
  restart,
  stop_grace_period: duration,
  stop_signal: signal,
  tmpfs: textList,
  user: text,
  volumes: serviceVolumes,
  working_dir: text,
};

export const service: Canonicaliser = (node, path, context) =>
  canonicaliseMap(node, path, context, ATTRIBUTES);
