/** The parts of a short volume: `data:/var/lib/app:ro`. */
export interface VolumeSpec {
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly noCopy: boolean;
  readonly propagation?: string;
  /** Options that have no effect here. */
  readonly ignored: readonly string[];
}

const PROPAGATIONS = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'];
const EFFECTIVE = ['ro', 'rw', 'nocopy', ...PROPAGATIONS];

/** Reads the short form of a volume: `TARGET`, `SOURCE:TARGET` or `SOURCE:TARGET:OPTIONS`. */
export function parseVolumeSpec(text: string): VolumeSpec | { readonly problem: string } {
  const parts = splitAtColons(text);
  if (parts.length > 3) return { problem: 'has too many colons: write "SOURCE:TARGET:OPTIONS"' };
  if (parts.includes(''))
    return { problem: 'has an empty part: write "SOURCE:TARGET" or "SOURCE:TARGET:OPTIONS"' };
  const [first = '', second, options = ''] = parts;
  if (second === undefined) return { target: first, readOnly: false, noCopy: false, ignored: [] };
  const words = options === '' ? [] : options.split(',');
  const propagation = words.find((word) => PROPAGATIONS.includes(word));
  return {
    source: first,
    target: second,
    readOnly: words.includes('ro'),
    noCopy: words.includes('nocopy'),
    ...(propagation === undefined ? {} : { propagation }),
    ignored: words.filter((word) => !EFFECTIVE.includes(word)),
  };
}

/** A single letter before a colon is a Windows drive, as Compose has it: it belongs to the part that follows. */
function splitAtColons(text: string): string[] {
  const parts: string[] = [];
  for (const part of text.split(':')) {
    const previous = parts.at(-1);
    if (previous !== undefined && /^[a-zA-Z]$/.test(previous))
      parts[parts.length - 1] = `${previous}:${part}`;
    else parts.push(part);
  }
  return parts;
}
