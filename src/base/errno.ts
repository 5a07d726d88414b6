import { getSystemErrorMap } from 'node:util';

/** Symbolic name of a kernel error number, e.g. `ENOENT` for 2; `errno 999` for one that has none. */
export function errnoName(number: number): string {
  return getSystemErrorMap().get(-number)?.[0] ?? `errno ${number}`;
}

/** What a kernel error number means, e.g. `no such file or directory`. */
export function errnoText(number: number): string {
  return getSystemErrorMap().get(-number)?.[1] ?? `error ${number}`;
}
