/** What a shell finds its programs by when neither image nor user says (as Docker has it). */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The process's environment in Docker's order: PATH, HOSTNAME, TERM where it has a terminal, the image's, the user's; a later value replaces an
 * earlier one in its place, and null removes it.
 */
export function mergeEnvironment(
  image: readonly string[],
  user: Readonly<Record<string, string | null>>,
  { hostname, tty }: { readonly hostname: string; readonly tty: boolean },
): readonly string[] {
  const merged = new Map<string, string>([
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', hostname],
    ...(tty ? [['TERM', 'xterm'] as const] : []),
  ]);
  for (const entry of image) {
    const equals = entry.indexOf('=');
    if (equals > 0) merged.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  for (const [name, value] of Object.entries(user)) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return [...merged].map(([name, value]) => `${name}=${value}`);
}
