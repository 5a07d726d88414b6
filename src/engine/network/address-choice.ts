import { TscomposeError } from '../../base/errors.js';
import { formatAddress, formatSubnet, lastAddress, parseAddress, type Subnet } from './ipv4.js';

/**
 * The lowest free address for a container: neither the network's own, its broadcast address, the gateway nor a taken one.
 * @throws SUBNET_EXHAUSTED
 */
export function chooseAddress(
  network: string,
  subnet: Subnet,
  gateway: number,
  taken: readonly string[],
): string {
  const used = new Set(taken.map(parseAddress));
  for (let address = subnet.base + 1; address < lastAddress(subnet); address++) {
    if (address !== gateway && !used.has(address)) return formatAddress(address);
  }
  throw new TscomposeError(
    'SUBNET_EXHAUSTED',
    `network ${network} has no free address left in ${formatSubnet(subnet)}`,
    {
      action: 'give an address',
      subject: network,
      hint: 'Remove containers that are not needed, or give the network a larger subnet.',
    },
  );
}
