import { TscomposeError } from '../../base/errors.js';
import type { Port } from '../../model/network.js';
import type { Service } from '../../model/service.js';
import { readCapability } from '../../spec/options/capabilities.js';
import { parsePortSpec } from '../../stackfile/canonicalise/port-spec.js';
import { splitShellWords } from '../../stackfile/complete/shell-words.js';
import type { RunFlags } from '../run-flags.js';

/** What `-e KEY` and files of variables look up. */
export type Lookup = (name: string) => string | undefined;

/**
 * A service as `run` makes a container of it.
 * @param args the command line's own command; none: the service's
 * @param fromFiles variables of `--env-from-file`
 * @throws USAGE for a flag that cannot be read
 */
export function oneOffService(
  service: Service,
  args: readonly string[],
  flags: RunFlags,
  lookup: Lookup,
  fromFiles: ReadonlyMap<string, string> = new Map(),
): Service {
  const { container_name: _name, restart: _restart, scale: _scale, ports = [], ...rest } = service;
  const entrypoint = flags.entrypoint === undefined ? undefined : wordsOf(flags.entrypoint);
  return {
    ...rest,
    ...(entrypoint === undefined ? {} : { entrypoint, command: [] }),
    ...(args.length === 0 ? {} : { command: args }),
    ...(flags.user === undefined ? {} : { user: flags.user }),
    ...(flags.workdir === undefined ? {} : { working_dir: flags.workdir }),
    environment: {
      ...service.environment,
      ...Object.fromEntries(fromFiles),
      ...variables(flags.env, lookup),
    },
    labels: { ...service.labels, ...Object.fromEntries(flags.label.map(pairOf)) },
    ...capabilities(service, flags),
    ports: flags.servicePorts ? ports : flags.publish.flatMap(publishedPorts),
  };
}

/** The flags win over the file, and are read here, so that a mistake is the command line's. @throws USAGE */
function capabilities(
  { cap_add: added = [], cap_drop: dropped = [] }: Service,
  { capAdd, capDrop }: RunFlags,
): Pick<Service, 'cap_add' | 'cap_drop'> {
  const add = capAdd.map(readCapability);
  const drop = capDrop.map(readCapability);
  const bare = (text: string) => text.toUpperCase().replace(/^(?!CAP_|ALL$)/, 'CAP_');
  if (add.length + drop.length === 0) return {};
  return {
    cap_add: [...added.filter((text) => !drop.includes(bare(text))), ...add],
    cap_drop: [...dropped.filter((text) => !add.includes(bare(text))), ...drop],
  };
}

/** A name alone that has no value is left out. */
export function variables(entries: readonly string[], lookup: Lookup): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.flatMap((entry) => {
      if (entry.includes('=')) return [pairOf(entry)];
      const value = lookup(entry);
      return value === undefined ? [] : [[entry, value]];
    }),
  );
}

export function pairOf(entry: string): [string, string] {
  const at = entry.indexOf('=');
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
}

function wordsOf(text: string): readonly string[] {
  const split = splitShellWords(text);
  if ('problem' in split) {
    throw new TscomposeError('USAGE', `invalid argument "${text}" for "--entrypoint" flag: ${split.problem}`);
  }
  return split.words;
}

/** One per container port, a range being several. @throws USAGE */
export function publishedPorts(text: string): readonly Port[] {
  const spec = parsePortSpec(text);
  if ('problem' in spec) {
    throw new TscomposeError('USAGE', `invalid argument "${text}" for "-p, --publish" flag: ${spec.problem}`);
  }
  const { host, container, hostIp, protocol } = spec;
  const count = container.last - container.first + 1;
  const published = (index: number) => {
    if (host === undefined) return {};
    const isRange = count === 1 && host.last > host.first;
    return { published: isRange ? `${host.first}-${host.last}` : String(host.first + index) };
  };
  return Array.from({ length: count }, (_, index) => ({
    mode: 'ingress' as const,
    ...(hostIp === undefined ? {} : { host_ip: hostIp }),
    target: container.first + index,
    ...published(index),
    protocol: protocol as Port['protocol'],
  }));
}
