import ipaddr from 'ipaddr.js';
import { TscomposeError } from '../../base/errors.js';

export const HOST_GATEWAY = 'host-gateway';

/** @throws USAGE */
export function checkResolver(address: string): string {
  if (!isAddress(address)) throw bad(`IP address is not correctly formatted: ${address}`);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address))
    throw bad(`the resolver ${address} is not supported: it has to be an IPv4 address`);
  // Resolvers are asked from this machine's own namespace, so that would be another one than the container's loopback.
  if (address.startsWith('127.'))
    throw bad(`the resolver ${address} is inside the container, where nobody asks it`);
  return address;
}

/** A domain that short names are looked up in; `.`: none. @throws USAGE */
export function checkSearchDomain(domain: string): string {
  const isDomain = /^(?=.{1,255}$)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.?$/i;
  if (domain === '.' || isDomain.test(domain)) return domain;
  throw bad(`${domain} is not a valid domain`);
}

/** An option of resolv.conf(5). @throws USAGE for what would end up on another line, or be several */
export function checkResolverOption(option: string): string {
  if (/^[\w:.-]+$/.test(option)) return option;
  throw bad(`"${option}" is no option of a resolver`);
}

/** `NAME:ADDRESS` or `NAME=ADDRESS`, IPv6 in brackets or without, as `NAME:ADDRESS`. @throws USAGE */
export function readExtraHost(text: string): string {
  const [, name = '', written = ''] = /^([^=:\s]+)[=:](.*)$/s.exec(text) ?? [];
  if (name === '') throw bad(`bad format for add-host: "${text}"`);
  const address = written.replace(/^\[(.+)\]$/, '$1');
  if (address !== HOST_GATEWAY && !isAddress(address))
    throw bad(`invalid IP address in add-host: "${written}"`);
  return `${name}:${address}`;
}

/** @throws USAGE */
export function checkDomainName(name: string): string {
  if (name.length <= 64 && !/[\s\0]/.test(name)) return name;
  throw bad(`"${name}" is no domain name: it has white space, or more than 64 characters`);
}

/** @throws USAGE */
export function checkIpv4(address: string): string {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return address;
  throw bad(`${address} is not an IPv4 address`);
}

/** The address of one interface, lower-case and with colons. @throws USAGE */
export function readMac(text: string): string {
  const mac = text.toLowerCase().replaceAll('-', ':');
  const isMac = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac);
  // The lowest bit of the first byte is that of groups.
  if (isMac && Number.parseInt(mac.slice(0, 2), 16) % 2 === 0 && mac !== '00:00:00:00:00:00') return mac;
  throw bad(`invalid MAC address "${text}"; one is "02:42:ac:11:00:02"`);
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function bad(problem: string): TscomposeError {
  return new TscomposeError('USAGE', problem);
}
