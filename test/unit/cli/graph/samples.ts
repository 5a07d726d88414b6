import { type StackGraph, stackGraph } from '../../../../src/cli/graph/stack-graph.js';
import type { Service } from '../../../../src/model/service.js';
import type { Dependency } from '../../../../src/model/service-parts.js';
import type { Stack } from '../../../../src/model/stack.js';

const service = (changes: Partial<Service> = {}): Service => ({
  image: 'demo',
  command: null,
  entrypoint: null,
  networks: { default: null },
  ...changes,
});
const needs = (condition: Dependency['condition'], required = true): Dependency => ({ condition, required });

export const SHOP: Stack = {
  name: 'shop',
  services: {
    web: service({
      image: 'nginx:1.22',
      depends_on: { api: needs('service_healthy'), db: needs('service_started') },
      networks: { front: null },
      ports: [
        { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp', host_ip: '127.0.0.1' },
        { mode: 'ingress', target: 53, protocol: 'udp' },
      ],
    }),
    api: service({
      depends_on: { db: needs('service_completed_successfully', false) },
      networks: { front: null, back: null },
    }),
    db: service({
      networks: { back: null },
      volumes: [
        { type: 'volume', source: 'data', target: '/data', volume: {} },
        { type: 'bind', source: '/etc', target: '/etc', read_only: true, bind: {} },
      ],
    }),
    'a "b" <c>': service({ networks: { back: null } }),
  },
  networks: { back: { name: 'shop_back', ipam: {} }, front: { name: 'edge', external: true, ipam: {} } },
  volumes: { data: { name: 'shop_data' } },
};

export const OFF: Readonly<Record<string, Service>> = {
  debug: {
    ...service({ depends_on: { db: needs('service_started') }, networks: {} }),
    ...{ profiles: ['dev'], network_mode: 'host' },
  },
};

export const GRAPH: StackGraph = stackGraph(SHOP, OFF);
