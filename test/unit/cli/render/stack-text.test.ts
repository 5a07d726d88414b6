import { expect, test } from 'vitest';
import { stackJson, stackYaml } from '../../../../src/cli/render/stack-text.js';

const STACK = {
  volumes: { data: { name: 'demo_data' } },
  'x-note': { b: 'R&D', a: 1.5 },
  services: {
    web: { image: 'nginx:1.22', command: null, networks: { default: null }, profiles: ['a'] },
    '10': { image: 'b', command: ['$HOME'] },
    '9': { image: 'a', ports: [{ protocol: 'tcp', target: 80, mode: 'ingress', published: '080' }] },
  },
  name: 'demo',
};

test('YAML has the order of the specification, with dollars doubled', () => {
  expect(stackYaml(STACK, { interpolated: true })).toBe(`name: demo
services:
  "9":
    image: a
    ports:
      - mode: ingress
        target: 80
        published: "080"
        protocol: tcp
  "10":
    command:
      - $$HOME
    image: b
  web:
    profiles:
      - a
    command: null
    image: nginx:1.22
    networks:
      default: null
volumes:
  data:
    name: demo_data
x-note:
  a: 1.5
  b: R&D
`);
});

test('JSON goes by name at the top and escapes as Go does', () => {
  const text = stackJson(STACK, { interpolated: true });
  expect(text).toMatch(/^\{\n {2}"name": "demo",\n {2}"services": \{\n {4}"10": \{/);
  expect(text).toMatch(/"b": "R\\u0026D"\n {2}\}\n\}$/);
  expect(JSON.parse(text)).toEqual({
    ...STACK,
    services: { ...STACK.services, '10': { image: 'b', command: ['$$HOME'] } },
  });
});

test('what was not interpolated keeps its dollars and goes by name throughout', () => {
  const service = { image: 'x:$TAG', command: ['a'] };
  expect(stackYaml({ services: { web: service }, name: 'a' }, { interpolated: false })).toBe(
    `name: a\nservices:\n  web:\n    command:\n      - a\n    image: x:$TAG\n`,
  );
});
