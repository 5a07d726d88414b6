import type { Command } from 'commander';
import { TscomposeError } from '../base/errors.js';
import type { IsolationSpec } from '../spec/isolation.js';
import { readCapability } from '../spec/options/capabilities.js';
import { checkDeviceRule, readDevice } from '../spec/options/device.js';
import {
  checkDomainName,
  checkResolver,
  checkResolverOption,
  checkSearchDomain,
  readExtraHost,
} from '../spec/options/names.js';
import { readSecurityOption } from '../spec/options/security-option.js';
import { readMode } from '../spec/options/sharing.js';
import { checkSysctl } from '../spec/options/sysctl.js';
import { appendValue } from './flag-values.js';

/** Flags of `container run` and `create` about names, and about what the container may do. */
export interface IsolationFlags {
  readonly addHost: readonly string[];
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly device: readonly string[];
  readonly deviceCgroupRule: readonly string[];
  readonly dns: readonly string[];
  readonly dnsOption: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly domainname?: string;
  readonly groupAdd: readonly string[];
  readonly ipc?: string;
  readonly pid?: string;
  readonly uts?: string;
  readonly privileged?: true;
  readonly readOnly?: true;
  readonly securityOpt: readonly string[];
  readonly sysctl: readonly string[];
}

export function addIsolationFlags(command: Command): Command {
  const list = (flags: string, about: string) =>
    command.option(flags, `${about}; may be repeated`, appendValue, []);
  list('--add-host <host:address>', 'line of /etc/hosts; the address host-gateway is this machine');
  list('--cap-add <capability>', 'capability that it has besides, or ALL');
  list('--cap-drop <capability>', 'capability that it does not have, or ALL');
  list('--device <device>', 'PATH[:PATH INSIDE][:rwm] of a device of this machine');
  list('--device-cgroup-rule <rule>', 'devices that it may use: "c 1:3 rwm"');
  list('--dns <address>', "resolver, instead of this machine's");
  list('--dns-option <option>', 'option of the resolver');
  list('--dns-search <domain>', 'domain to look names up in; . for none');
  command.option('--domainname <name>', 'domain that it is in');
  list('--group-add <group>', 'group that it is in besides');
  command.option('--ipc <mode>', 'IPC namespace: private, shareable, host, container:NAME');
  command.option('--pid <mode>', 'processes: those of host, or of container:NAME');
  command.option('--uts <mode>', 'host name: that of host');
  command.option('--privileged', 'all capabilities and devices, nothing hidden or protected');
  command.option('--read-only', 'nothing can be written but to mounts');
  list('--security-opt <option>', 'no-new-privileges, systempaths=unconfined');
  list('--sysctl <name=value>', 'kernel setting of its own namespaces');
  return command;
}

/** @throws USAGE for a value that cannot be read */
export function isolationOf(flags: IsolationFlags): IsolationSpec {
  const { domainname } = flags;
  const sysctls = flags.sysctl.map((text) => read('--sysctl', text, readSysctl));
  return {
    ...(domainname ? { domainname: read('--domainname', domainname, checkDomainName) } : {}),
    ...list('dns', '--dns', flags.dns, checkResolver),
    ...list('dnsSearch', '--dns-search', flags.dnsSearch, checkSearchDomain),
    ...list('dnsOpt', '--dns-option', flags.dnsOption.filter(Boolean), checkResolverOption),
    ...list('extraHosts', '--add-host', flags.addHost, readExtraHost),
    ...(flags.pid ? { pid: readMode('PID', flags.pid, ['host']) } : {}),
    ...ipcMode(flags.ipc),
    ...utsMode(flags.uts),
    ...(flags.readOnly ? { readOnly: true } : {}),
    ...(flags.privileged ? { privileged: true } : {}),
    ...list('capAdd', '--cap-add', flags.capAdd, readCapability),
    ...list('capDrop', '--cap-drop', flags.capDrop, readCapability),
    ...list('securityOpt', '--security-opt', flags.securityOpt, readSecurityOption),
    ...list('groupAdd', '--group-add', flags.groupAdd, (group) => group),
    ...(sysctls.length === 0 ? {} : { sysctls: Object.fromEntries(sysctls) }),
    ...list('devices', '--device', flags.device, readDevice),
    ...list('deviceCgroupRules', '--device-cgroup-rule', flags.deviceCgroupRule, checkDeviceRule),
  };
}

function ipcMode(text: string | undefined): Pick<IsolationSpec, 'ipc'> {
  if (!text) return {};
  const ipc = readMode('IPC', text, ['private', 'shareable', 'host']);
  return ipc === 'private' ? {} : { ipc };
}

function utsMode(text: string | undefined): Pick<IsolationSpec, 'uts'> {
  if (!text) return {};
  if (text !== 'host') throw new TscomposeError('USAGE', `invalid UTS mode: ${text}`);
  return { uts: text };
}

function readSysctl(text: string): readonly [string, string] {
  const [name = '', value = ''] = text.split(/=(.*)/s, 2);
  checkSysctl(name, value);
  return [name, value];
}

function list<K extends string, T>(
  key: K,
  flag: string,
  texts: readonly string[],
  reader: (text: string) => T | undefined,
): Partial<Record<K, readonly T[]>> {
  const items = texts.flatMap((text) => read(flag, text, reader) ?? []);
  const entry: Partial<Record<string, readonly T[]>> = items.length === 0 ? {} : { [key]: items };
  return entry as Partial<Record<K, readonly T[]>>;
}

function read<T>(flag: string, text: string, reader: (text: string) => T): T {
  try {
    return reader(text);
  } catch (error) {
    if (!(error instanceof TscomposeError) || error.code !== 'USAGE') throw error;
    throw new TscomposeError('USAGE', `invalid argument "${text}" for "${flag}" flag: ${error.message}`);
  }
}
