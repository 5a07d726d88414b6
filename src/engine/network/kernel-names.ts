import { createHash } from 'node:crypto';

/**
 * Names of kernel objects, each with the scope of its state root, so that engines of several roots live beside each other
 * and each can sweep its own. An interface name has at most 15 characters (IFNAMSIZ).
 */

const BRIDGE_DIGITS = 7;
const VETH_DIGITS = 6;

function prefix(kind: string, scope: string): string {
  return `${kind}${scope.slice(0, 4)}-`;
}

export function bridgePrefix(scope: string): string {
  return prefix('tsc', scope);
}

export function vethPrefix(scope: string): string {
  return prefix('tscv', scope);
}

/** @param networkId 64 hex digits */
export function bridgeName(scope: string, networkId: string): string {
  return bridgePrefix(scope) + networkId.slice(0, BRIDGE_DIGITS);
}

/** The host end of a container's interface; another one while `isTaken` says that the hash is in use. */
export function vethName(
  scope: string,
  containerId: string,
  networkId: string,
  isTaken: (name: string) => boolean,
): string {
  for (let salt = 0; ; salt++) {
    const hash = createHash('sha256').update(`${containerId} ${networkId} ${salt}`).digest('hex');
    const name = vethPrefix(scope) + hash.slice(0, VETH_DIGITS);
    if (!isTaken(name)) return name;
  }
}
