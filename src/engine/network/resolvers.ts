import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';

/** IPv4 name servers of a resolv.conf(5), in order. The resolver asks them from the machine's own namespace. */
export function parseResolvers(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const server = /^\s*nameserver\s+(\S+)/.exec(line)?.[1];
    return server !== undefined && isIPv4(server) ? [server] : [];
  });
}

/** Read anew for each container, at once: the file is tiny. A machine without it has no resolvers. */
export function readResolvers(path: string): readonly string[] {
  try {
    return parseResolvers(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
