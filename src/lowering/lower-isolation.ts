import type { Service } from '../model/service.js';
import type { NameSettings, PrivilegeSettings } from '../spec/isolation.js';
import { readCapability } from '../spec/options/capabilities.js';
import { checkDevice, checkDeviceRule } from '../spec/options/device.js';
import {
  checkDomainName,
  checkResolver,
  checkResolverOption,
  checkSearchDomain,
  readExtraHost,
} from '../spec/options/names.js';
import { readSecurityOption } from '../spec/options/security-option.js';
import { checkSysctl } from '../spec/options/sysctl.js';
import { withPlace } from './with-place.js';

type Path = readonly (string | number)[];

/** How a service finds names. @throws TscomposeError STACK_FILE_INVALID with the path of the value */
export function lowerNames(service: Service, path: Path): NameSettings {
  const { domainname } = service;
  return {
    ...(domainname
      ? { domainname: withPlace([...path, 'domainname'], () => checkDomainName(domainname)) }
      : {}),
    ...texts('dns', service.dns, [...path, 'dns'], checkResolver),
    ...texts('dnsSearch', service.dns_search, [...path, 'dns_search'], checkSearchDomain),
    ...texts('dnsOpt', service.dns_opt, [...path, 'dns_opt'], checkResolverOption),
    ...texts('extraHosts', service.extra_hosts, [...path, 'extra_hosts'], readExtraHost),
  };
}

/** What a service may do. @throws TscomposeError STACK_FILE_INVALID with the path of the value */
export function lowerPrivileges(service: Service, path: Path): PrivilegeSettings {
  const { sysctls = {}, devices = [] } = service;
  const settings = Object.entries(sysctls);
  for (const [name, value] of settings) withPlace([...path, 'sysctls', name], () => checkSysctl(name, value));
  const nodes = devices.map(({ source, target, permissions }, index) =>
    withPlace([...path, 'devices', index], () => checkDevice({ source, target, access: permissions })),
  );
  return {
    ...(service.read_only ? { readOnly: true } : {}),
    ...(service.privileged ? { privileged: true } : {}),
    ...texts('capAdd', service.cap_add, [...path, 'cap_add'], readCapability),
    ...texts('capDrop', service.cap_drop, [...path, 'cap_drop'], readCapability),
    ...texts('securityOpt', service.security_opt, [...path, 'security_opt'], readSecurityOption),
    ...texts('groupAdd', service.group_add, [...path, 'group_add'], (group) => group),
    ...(settings.length === 0 ? {} : { sysctls }),
    ...(nodes.length === 0 ? {} : { devices: nodes }),
    ...texts(
      'deviceCgroupRules',
      service.device_cgroup_rules,
      [...path, 'device_cgroup_rules'],
      checkDeviceRule,
    ),
  };
}

/** A list as it is read item by item; absent where nothing is left of it. */
function texts<K extends string>(
  key: K,
  items: readonly string[] | undefined,
  path: Path,
  read: (item: string) => string | undefined,
): Partial<Record<K, readonly string[]>> {
  const known = (items ?? []).flatMap((item, index) => withPlace([...path, index], () => read(item)) ?? []);
  const entry: Partial<Record<string, readonly string[]>> =
    known.length === 0 ? {} : { [key]: [...new Set(known)] };
  return entry as Partial<Record<K, readonly string[]>>;
}
