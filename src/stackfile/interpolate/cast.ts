import type { StackPath } from '../positions.js';
import type { Scalar } from '../tree.js';

type Type = 'integer' | 'float' | 'boolean';

/** What a text became, or why it could not. */
export type Cast =
  | { readonly value: Scalar; readonly float?: true; readonly warning?: string }
  | { readonly problem: string };

/**
 * Attributes that are no text by their nature, with the type that a text there is brought to, whether a
 * variable brought it or it is written in quotes. Elsewhere a text stays one, and the schema judges it.
 */
const TYPES: Readonly<Record<Type, readonly string[]>> = {
  integer: [
    'services.*.cpu_count',
    'services.*.cpu_period',
    'services.*.cpu_quota',
    'services.*.cpu_rt_period',
    'services.*.cpu_rt_runtime',
    'services.*.cpu_shares',
    'services.*.deploy.replicas',
    'services.*.deploy.update_config.parallelism',
    'services.*.deploy.rollback_config.parallelism',
    'services.*.deploy.restart_policy.max_attempts',
    'services.*.deploy.placement.max_replicas_per_node',
    'services.*.healthcheck.retries',
    'services.*.oom_score_adj',
    'services.*.pids_limit',
    'services.*.ports.[].target',
    'services.*.scale',
    'services.*.ulimits.*',
    'services.*.ulimits.*.hard',
    'services.*.ulimits.*.soft',
  ],
  float: [
    'services.*.cpu_percent',
    'services.*.cpus',
    'services.*.deploy.update_config.max_failure_ratio',
    'services.*.deploy.rollback_config.max_failure_ratio',
  ],
  boolean: [
    'services.*.init',
    'services.*.healthcheck.disable',
    'services.*.oom_kill_disable',
    'services.*.privileged',
    'services.*.read_only',
    'services.*.stdin_open',
    'services.*.tty',
    'services.*.volumes.[].read_only',
    'services.*.volumes.[].volume.nocopy',
    'networks.*.external',
    'networks.*.internal',
    'networks.*.attachable',
    'networks.*.enable_ipv4',
    'networks.*.enable_ipv6',
    'volumes.*.external',
    'secrets.*.external',
    'configs.*.external',
  ],
};

const PATTERNS = Object.entries(TYPES).flatMap(([type, paths]) =>
  paths.map((path) => ({ steps: path.split('.'), type: type as Type })),
);
/** By their last step, since most texts are told apart by it alone; under `*` those that any name may end. */
const BY_LAST_STEP = new Map<string, typeof PATTERNS>();
for (const pattern of PATTERNS) {
  const last = pattern.steps.at(-1) ?? '';
  BY_LAST_STEP.set(last, [...(BY_LAST_STEP.get(last) ?? []), pattern]);
}

/** Brings a text to the type that its place asks for; undefined where any text may stand. */
export function castAt(path: StackPath, text: string): Cast | undefined {
  const type = typeAt(path);
  if (type === 'boolean') return booleanOf(text);
  if (type === 'integer') return integerOf(text);
  return type === 'float' ? floatOf(text) : undefined;
}

function typeAt(path: StackPath): Type | undefined {
  const last = path.at(-1);
  if (path.length < 3 || typeof last !== 'string') return undefined;
  return (find(BY_LAST_STEP.get(last), path) ?? find(BY_LAST_STEP.get('*'), path))?.type;
}

function find(patterns: typeof PATTERNS | undefined, path: StackPath) {
  return patterns?.find(
    ({ steps }) => steps.length === path.length && steps.every((step, index) => fits(step, path[index])),
  );
}

function fits(step: string, key: string | number | undefined): boolean {
  return step === '*' || (typeof key === 'number' ? step === '[]' : step === key);
}

/** As YAML 1.1 wrote booleans; words that YAML 1.2 dropped get a warning. */
function booleanOf(text: string): Cast {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  const value = ['y', 'yes', 'on'].includes(word);
  if (!value && !['n', 'no', 'off'].includes(word)) {
    return { problem: `has to be true or false, but is ${quoted(text)}` };
  }
  return { value, warning: `${quoted(text)} is not a boolean of YAML 1.2; write ${value}` };
}

/** Past 53 bits it stays text, so that no digit is lost, as with numbers that stand in the file. */
function integerOf(text: string): Cast {
  if (!/^[-+]?[0-9]{1,400}$/.test(text)) {
    return { problem: `has to be a whole number, but is ${quoted(text)}` };
  }
  const exact = BigInt(text.replace('+', ''));
  if (exact >= 1n << 63n || exact < -(1n << 63n)) {
    return { problem: `has to be a whole number of at most 64 bits, but is ${quoted(text)}` };
  }
  const value = Number(exact);
  return { value: Number.isSafeInteger(value) ? value : String(exact) };
}

function floatOf(text: string): Cast {
  const value = Number(text);
  if (/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text) && Number.isFinite(value)) {
    return { value, float: true };
  }
  return { problem: `has to be a number, but is ${quoted(text)}` };
}

function quoted(text: string): string {
  return text === '' ? 'empty' : JSON.stringify(text);
}
