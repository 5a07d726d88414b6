/** The parts of a short volume: `data:/var/lib/app:ro`. */
export interface VolumeSpec {
  readonly type: 'bind' | 'volume';
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly noCopy: boolean;
  readonly propagation?: string;
  readonly selinux?: string;
  /** Whether the long form has a `volume` map, be it empty. */
  readonly hasVolumeOptions: boolean;
  /** Options that nothing understands. */
  readonly ignored: readonly string[];
}

export type VolumeProblem = { readonly problem: string };

const PROPAGATIONS = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'];
const FORMS = 'write "TARGET", "SOURCE:TARGET" or "SOURCE:TARGET:OPTIONS", as in "data:/var/lib/app:ro"';

/** Reads the short form of a volume: `TARGET`, `SOURCE:TARGET` or `SOURCE:TARGET:OPTIONS`. */
export function parseVolumeSpec(text: string): VolumeSpec | VolumeProblem {
  if (text === '') return { problem: `is no volume: ${FORMS}` };
  const nothing = { readOnly: false, noCopy: false, ignored: [] };
  // Too short for a colon between two parts.
  if (text.length < 3) return { type: 'volume', target: text, hasVolumeOptions: false, ...nothing };
  const parts = splitAtColons(text);
  if (parts.includes('')) return { problem: `has an empty part: ${FORMS}` };
  if (parts.length > 3) return { problem: `has too many colons: ${FORMS}` };
  const [first = '', second, options] = parts;
  if (second === undefined) return { type: 'volume', target: first, hasVolumeOptions: true, ...nothing };
  const words = options === undefined ? [] : options.split(',');
  const type = isHostPath(first) ? 'bind' : 'volume';
  const propagation = words.findLast((word) => PROPAGATIONS.includes(word));
  const selinux = words.findLast((word) => word === 'z' || word === 'Z');
  const noCopy = words.includes('nocopy');
  return {
    type,
    source: first,
    target: second,
    readOnly: words.findLast((word) => word === 'ro' || word === 'rw') === 'ro',
    noCopy,
    ...(propagation === undefined ? {} : { propagation }),
    ...(selinux === undefined ? {} : { selinux }),
    hasVolumeOptions: type === 'volume' || noCopy,
    ignored: words.filter((word) => !EFFECTIVE.has(word)),
  };
}

const EFFECTIVE: ReadonlySet<string> = new Set(['ro', 'rw', 'nocopy', 'z', 'Z', ...PROPAGATIONS]);

/** Whether the source of a short volume names a path of the host, be it a Windows one, rather than a volume. */
function isHostPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source);
}

/**
 * A single letter before a colon is a Windows drive, and belongs to the part that follows. Colons within `${...}`
 * are operators of a variable that was left standing.
 */
function splitAtColons(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '$' && text[index + 1] === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (character === ':' && depth === 0 && !/^\p{L}$/u.test(part)) {
      parts.push(part);
      part = '';
      continue;
    }
    part += character;
  }
  return [...parts, part];
}
