import { expect, it } from 'vitest';
import { canonicalSpec } from '../../../src/lowering/canonical-spec.js';
import { lowerNames, lowerPrivileges } from '../../../src/lowering/lower-isolation.js';
import type { ContainerSpec } from '../../../src/spec/container.js';
import { service } from './stacks.js';

const PATH = ['services', 'web'];

it('a service that says nothing asks for nothing', () => {
  const plain = service({ privileged: false, read_only: false, domainname: '', cap_add: [], sysctls: {} });
  expect({ ...lowerNames(plain, PATH), ...lowerPrivileges(plain, PATH) }).toEqual({});
});

it('names are lowered', () => {
  const web = service({
    domainname: 'example.org',
    dns: ['9.9.9.9'],
    dns_search: ['.'],
    dns_opt: ['ndots:2'],
    extra_hosts: ['db=10.0.0.5', 'me=host-gateway'],
  });
  expect(lowerNames(web, PATH)).toEqual({
    domainname: 'example.org',
    dns: ['9.9.9.9'],
    dnsSearch: ['.'],
    dnsOpt: ['ndots:2'],
    extraHosts: ['db:10.0.0.5', 'me:host-gateway'],
  });
});

it('privileges are lowered, in one form each', () => {
  const web = service({
    read_only: true,
    privileged: true,
    cap_add: ['net_admin', 'CAP_NET_ADMIN'],
    cap_drop: ['all'],
    security_opt: ['no-new-privileges:true', 'no-new-privileges:false'],
    group_add: ['audio'],
    sysctls: { 'net.core.somaxconn': '1024' },
    devices: [{ source: '/dev/fuse', target: '/dev/fuse', permissions: 'rwm' }],
    device_cgroup_rules: ['c 1:3 r'],
  });
  expect(lowerPrivileges(web, PATH)).toEqual({
    readOnly: true,
    privileged: true,
    capAdd: ['CAP_NET_ADMIN'],
    capDrop: ['ALL'],
    securityOpt: ['no-new-privileges'],
    groupAdd: ['audio'],
    sysctls: { 'net.core.somaxconn': '1024' },
    devices: [{ source: '/dev/fuse', target: '/dev/fuse', access: 'rwm' }],
    deviceCgroupRules: ['c 1:3 r'],
  });
});

it.each([
  [{ cap_add: ['CHOWN', 'NOPE'] }, ['cap_add', 1]],
  [{ security_opt: ['seccomp=x'] }, ['security_opt', 0]],
  [{ sysctls: { 'vm.swappiness': '1' } }, ['sysctls', 'vm.swappiness']],
  [{ devices: [{ source: 'cdi', target: 'cdi', permissions: 'rwm' }] }, ['devices', 0]],
  [{ device_cgroup_rules: ['x'] }, ['device_cgroup_rules', 0]],
])('%j is refused at its place', (wrong, place) => {
  let thrown: unknown;
  try {
    lowerPrivileges(service(wrong), PATH);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'STACK_FILE_INVALID', details: { path: [...PATH, ...place] } });
});

it('the order of what has none is no difference', () => {
  const spec = (capAdd: readonly string[]) =>
    canonicalSpec({ mounts: [], networks: [], ports: [], capAdd } as unknown as ContainerSpec);
  expect(spec(['CAP_BPF', 'CAP_MKNOD'])).toEqual(spec(['CAP_MKNOD', 'CAP_BPF']));
});
