import { expect, test } from 'vitest';
import { stackJson, stackYaml } from '../../../../src/cli/render/stack-text.js';
import { DEMO } from '../support/samples.js';

test('config prints YAML in canonical order, with dollars doubled and unset keys left out', () => {
  expect(stackYaml(DEMO)).toBe(`name: demo
services:
  db:
    command:
      - redis-server
      - --save
      - $$HOME
    image: redis:7
    networks:
      default: null
    ports:
      - mode: ingress
        target: 6379
        published: "6379"
        protocol: tcp
    volumes:
      - type: volume
        source: data
        target: /data
        volume: {}
  web:
    image: nginx:1.22
    networks:
      default: null
networks:
  default:
    name: demo_default
volumes:
  data:
    name: demo_data
`);
});

test('config --format json keeps null commands and empty ipam', () => {
  const json = JSON.parse(stackJson(DEMO)) as typeof DEMO;
  expect(json.services.web?.command).toBeNull();
  expect(json.networks.default?.ipam).toEqual({});
  expect(json.services.db?.command).toEqual(['redis-server', '--save', '$$HOME']);
});
