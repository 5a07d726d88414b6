/** What a registry asks for in `WWW-Authenticate` (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

// A scheme is a word that no "=" follows; a parameter is a name, "=" and a quoted or plain value.
const PART = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))|([A-Za-z][\w-]*)(?=\s|,|$)/g;

/** Every challenge of the header's lines, in order; one line may hold several. */
export function parseChallenges(lines: readonly string[]): readonly Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  for (const line of lines) {
    for (const [, name, quoted, plain = '', scheme] of line.matchAll(PART)) {
      if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), parameters: {} });
      const last = found.at(-1);
      if (name === undefined || last === undefined) continue;
      last.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    }
  }
  return found;
}
