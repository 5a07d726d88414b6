import { stringify } from 'yaml';
import type { Stack } from '../../model/stack.js';
import { arranged, type Plain } from './canonical-order.js';

/** `config --format json`. */
export function stackJson(stack: Stack): string {
  return `${JSON.stringify(arranged(escapeDollars(stack as unknown as Plain), 'stack'), null, 2)}\n`;
}

/** `config`: as the JSON form, without what is merely unset. */
export function stackYaml(stack: Stack): string {
  const value = arranged(withoutUnset(escapeDollars(stack as unknown as Plain)), 'stack');
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A resolved `$` is written `$$`, in keys too, so that the output can be read again. */
function escapeDollars(value: Plain): Plain {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replaceAll('$', '$$$$'), escapeDollars(item)]),
  );
}

/** Leaves out what JSON shows although nobody asked for it: null commands, an empty `ipam`, empty top-level maps. */
function withoutUnset(value: Plain): Plain {
  const stack = value as { services: Record<string, object>; networks: object; volumes: object };
  const { services, networks, volumes, ...rest } = stack;
  return {
    ...rest,
    services: mapValues(services, (service) => without(service, (key, item) => item === null && isRun(key))),
    ...section(
      'networks',
      mapValues(networks, (network) => without(network, isEmptyIpam)),
    ),
    ...section('volumes', volumes),
  } as Plain;
}

function isRun(key: string): boolean {
  return key === 'command' || key === 'entrypoint';
}

function isEmptyIpam(key: string, value: unknown): boolean {
  return key === 'ipam' && Object.keys(value as object).length === 0;
}

function section(key: string, value: object): object {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}

function mapValues(record: object, change: (value: object) => object): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as object)]));
}

function without(record: object, drop: (key: string, value: unknown) => boolean): object {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => !drop(key, value)));
}
