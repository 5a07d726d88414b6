import type { StackPath } from '../positions.js';
import type { Scalar } from '../tree.js';

type Type = 'integer' | 'boolean';

/** Attributes that are no text by their nature; what a variable brings is text, so it is converted here. */
const TYPES: Readonly<Record<string, Type>> = {
  'services.*.depends_on.*.required': 'boolean',
  'services.*.depends_on.*.restart': 'boolean',
  'services.*.healthcheck.disable': 'boolean',
  'services.*.healthcheck.retries': 'integer',
  'services.*.ports.*.target': 'integer',
  'services.*.volumes.*.read_only': 'boolean',
  'services.*.volumes.*.bind.create_host_path': 'boolean',
  'services.*.volumes.*.volume.nocopy': 'boolean',
  'services.*.volumes.*.tmpfs.mode': 'integer',
  'networks.*.external': 'boolean',
  'networks.*.internal': 'boolean',
  'volumes.*.external': 'boolean',
};

/** The last steps of the paths above: most texts are told apart by them alone. */
const LAST_STEPS: ReadonlySet<string> = new Set(
  Object.keys(TYPES).map((path) => path.split('.').at(-1) ?? ''),
);
const PATTERNS = Object.entries(TYPES).map(([path, type]) => ({ steps: path.split('.'), type }));

/** The text in the type that its place asks for; unchanged where it doesn't fit, for validation to refuse. */
export function castAt(path: StackPath, text: string): Scalar {
  if (!LAST_STEPS.has(String(path.at(-1)))) return text;
  const pattern = PATTERNS.find(
    ({ steps }) =>
      steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index]),
  );
  if (pattern?.type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (pattern?.type === 'boolean') return booleanOf(text) ?? text;
  return text;
}

function booleanOf(text: string): boolean | undefined {
  if (/^(?:true|t|yes|y|on|1)$/i.test(text)) return true;
  return /^(?:false|f|no|n|off|0)$/i.test(text) ? false : undefined;
}
