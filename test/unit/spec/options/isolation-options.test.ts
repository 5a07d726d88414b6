import { describe, expect, it } from 'vitest';
import { checkDeviceRule, readDevice } from '../../../../src/spec/options/device.js';
import {
  checkResolver,
  checkResolverOption,
  checkSearchDomain,
  readExtraHost,
} from '../../../../src/spec/options/names.js';
import { readSecurityOption } from '../../../../src/spec/options/security-option.js';
import { checkSysctl } from '../../../../src/spec/options/sysctl.js';

describe('names and resolvers', () => {
  it.each([
    ['db:10.0.0.5', 'db:10.0.0.5'],
    ['db=10.0.0.5', 'db:10.0.0.5'],
    ['six:::1', 'six:::1'],
    ['six=[fd00::1]', 'six:fd00::1'],
    ['me:host-gateway', 'me:host-gateway'],
  ])('%s is a line of /etc/hosts', (text, host) => {
    expect(readExtraHost(text)).toBe(host);
  });

  it.each(['db', 'db:', 'db:there', ':10.0.0.5', 'db:10.0.0', 'a b:10.0.0.5'])('%s is none', (text) => {
    expect(() => readExtraHost(text)).toThrow();
  });

  it('resolvers are IPv4 addresses, and not the own loopback of a container', () => {
    expect(checkResolver('9.9.9.9')).toBe('9.9.9.9');
    for (const wrong of ['foo', '300.1.1.1', '1', '::1', '127.0.0.1']) {
      expect(() => checkResolver(wrong), wrong).toThrow();
    }
  });

  it('nothing that goes to resolv.conf can make a line of its own', () => {
    expect(checkSearchDomain('a.example')).toBe('a.example');
    expect(checkSearchDomain('.')).toBe('.');
    for (const wrong of ['-x-', 'a..b', 'a b', 'a\nnameserver 1.1.1.1', '']) {
      expect(() => checkSearchDomain(wrong), wrong).toThrow();
    }
    expect(checkResolverOption('ndots:3')).toBe('ndots:3');
    expect(() => checkResolverOption('a\nb')).toThrow();
  });
});

describe('security options', () => {
  it.each([
    ['no-new-privileges', 'no-new-privileges'],
    ['no-new-privileges:true', 'no-new-privileges'],
    ['no-new-privileges=false', undefined],
    ['seccomp:unconfined', 'seccomp=unconfined'],
    ['label=disable', 'label=disable'],
  ])('%s', (text, option) => {
    expect(readSecurityOption(text)).toBe(option);
  });

  it.each(['no-new-privileges:maybe', 'seccomp=profile.json', 'apparmor=mine', 'label=type:x', 'foo'])(
    '%s is refused',
    (text) => {
      expect(() => readSecurityOption(text)).toThrow();
    },
  );
});

describe('kernel settings', () => {
  it.each(['net.core.somaxconn', 'net.ipv4.conf.eth0/1.rp_filter', 'kernel.shmmax', 'fs.mqueue.msg_max'])(
    '%s is of a container alone',
    (name) => {
      expect(() => checkSysctl(name, '1')).not.toThrow();
    },
  );

  it.each(['kernel.pid_max', 'kernel.hostname', 'vm.swappiness', 'net', 'fs.file-max', 'net.a b', 'net.x=y'])(
    '%s is refused',
    (name) => {
      expect(() => checkSysctl(name, '1')).toThrow(/not allowed/);
    },
  );
});

describe('devices', () => {
  it.each([
    ['/dev/fuse', ['/dev/fuse', '/dev/fuse', 'rwm']],
    ['/dev/fuse:r', ['/dev/fuse', '/dev/fuse', 'r']],
    ['/dev/sda:/dev/xvda', ['/dev/sda', '/dev/xvda', 'rwm']],
    ['/dev/sda:/dev/xvda:rw', ['/dev/sda', '/dev/xvda', 'rw']],
  ])('%s', (text, [source, target, access]) => {
    expect(readDevice(text)).toEqual({ source, target, access });
  });

  it.each([
    'fuse',
    'vendor.com/class=name',
    '/dev/a:/dev/b:q',
    '/dev/a:/dev/b:rr',
    '/dev/a:/b:r:x',
    '/dev/a:b',
  ])('%s is refused', (text) => {
    expect(() => readDevice(text)).toThrow();
  });

  it('rules have the form of the kernel', () => {
    expect(checkDeviceRule('c 1:* rw')).toBe('c 1:* rw');
    for (const wrong of ['x', 'd 1:3 r', 'c 1 r', 'c 1:3', 'c 1:3 q', 'c 1:3 r\na *:* rwm']) {
      expect(() => checkDeviceRule(wrong), wrong).toThrow();
    }
  });
});
