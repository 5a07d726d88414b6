import { describe, expect, it } from 'vitest';
import { mergeStacks } from '../../../../src/stackfile/merge/merge-stacks.js';
import { Resets } from '../../../../src/stackfile/merge/resets.js';
import { uniqueItems } from '../../../../src/stackfile/merge/unique-items.js';
import { positionAt } from '../../../../src/stackfile/place.js';
import { Problems } from '../../../../src/stackfile/problems.js';
import { readYaml } from '../../../../src/stackfile/read/read-yaml.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { child, itemsOf, type MapNode, type TreeNode, toPlain } from '../../../../src/stackfile/tree.js';

const problems = new Problems();

function tree(name: string, text: string): MapNode {
  const [document] = readYaml(new SourceText(name, text, 0), problems);
  if (document === undefined) throw new Error('there is no document');
  return document.tree;
}

const service = (text: string) => `services: {a: {${text}}}`;

/** The service `a` of two files laid over each other. */
function merged(base: string, over: string): TreeNode | undefined {
  const stack = mergeStacks(tree('base', service(base)), tree('over', service(over)), problems);
  return child(child(uniqueItems(stack, problems), 'services'), 'a');
}

function plain(node: TreeNode | undefined): unknown {
  return node === undefined ? undefined : toPlain(node);
}

describe('two files', () => {
  it.each([
    ['environment: {A: 1, B: 2}', 'environment: [B=3, C]', { environment: { A: 1, B: '3', C: null } }],
    ['labels: [a=1]', 'labels: [a=2, b]', { labels: { a: '2', b: null } }],
    ['command: a b', 'command: ', { command: null }],
    ['hostname: a', 'hostname: ', { hostname: 'a' }],
    ['dns: 1.1.1.1', 'dns: [8.8.8.8, 1.1.1.1]', { dns: ['1.1.1.1', '8.8.8.8'] }],
    ['build: .', 'build: {dockerfile: D}', { build: { context: '.', dockerfile: 'D' } }],
    ['networks: [n]', 'networks: {n: {aliases: [q]}}', { networks: { n: { aliases: ['q'] } } }],
    [
      'depends_on: {b: {condition: service_healthy}}',
      'depends_on: [b]',
      { depends_on: { b: { condition: 'service_started', required: true } } },
    ],
    ['extra_hosts: ["a=1"]', 'extra_hosts: {a: [1, 2]}', { extra_hosts: ['a=1', 'a=2'] }],
    ['logging: {driver: a, options: {x: 1}}', 'logging: {driver: b}', { logging: { driver: 'b' } }],
    [
      'logging: {driver: a, options: {x: 1}}',
      'logging: {options: {y: 2}}',
      { logging: { driver: 'a', options: { x: 1, y: 2 } } },
    ],
    ['ulimits: {n: {soft: 1, hard: 2}}', 'ulimits: {n: 3}', { ulimits: { n: 3 } }],
    ['cap_add: [A]', 'cap_add: [B, A]', { cap_add: ['A', 'B'] }],
    ['security_opt: [a]', 'security_opt: [a]', { security_opt: ['a', 'a'] }],
    ['devices: ["/a:/b"]', 'devices: ["/c:/b"]', { devices: ['/c:/b'] }],
  ])('%j and %j', (base, over, expected) => {
    expect(plain(merged(base, over))).toEqual(expected);
  });

  it('that cannot be merged are refused where the later one stands', () => {
    const own = new Problems();
    mergeStacks(tree('base', service('ports: [1]')), tree('over', service('ports: {a: 1}')), own);
    expect(() => own.throwIfAny()).toThrow(
      'over:1:23: services.a.ports: cannot be merged: it is a map here, but a list in base:1',
    );
  });

  it('leave the earlier value known to the later one', () => {
    const node = merged('hostname: a, environment: {A: 1}', 'hostname: b, environment: [A=2]');
    expect(plain(child(node, 'hostname')?.replaced)).toBe('a');
    const variable = child(child(node, 'environment'), 'A');
    expect(plain(variable?.replaced)).toBe(1);
    expect(variable?.replaced && positionAt(variable.replaced.at).file).toBe('base');
  });

  it('leave the earlier item known to the one that took its place', () => {
    const node = merged('expose: [80, 81]', 'expose: ["80"]');
    const [first] = itemsOf(child(node, 'expose'));
    expect([plain(first), plain(first?.replaced)]).toEqual(['80', 80]);
  });
});

describe('ranges of addresses', () => {
  const config = (text: string) => `networks: {n: {ipam: {config: ${text}}}}`;

  it.each([
    ['[{subnet: a, gateway: g}]', '[{subnet: b}]', [{ subnet: 'b' }]],
    [
      '[{subnet: a, gateway: g}]',
      '[{subnet: a, ip_range: r}]',
      [{ subnet: 'a', gateway: 'g', ip_range: 'r' }],
    ],
    ['[{subnet: a}, {subnet: c, gateway: h}]', '[{subnet: b}]', [{ subnet: 'b', gateway: 'h' }]],
  ])('%j and %j', (base, over, expected) => {
    const stack = mergeStacks(tree('base', config(base)), tree('over', config(over)), problems);
    expect(plain(child(child(child(child(stack, 'networks'), 'n'), 'ipam'), 'config'))).toEqual(expected);
  });
});

describe('what a later file resets', () => {
  it('is taken out of maps, and what is not touched stays the same node', () => {
    const base = tree('base', 'services: {a: {ports: [1], labels: {x: 1}}, b: {ports: [2]}}');
    const result = Resets.of([
      ['services', 'a', 'ports'],
      ['services', 'a', 'labels', 'y'],
      ['services', 'b', 'ports', 0],
    ]).apply(base);
    expect(plain(result)).toEqual({ services: { a: { labels: { x: 1 } }, b: { ports: [2] } } });
    expect(child(child(result, 'services'), 'b')).toBe(child(child(base, 'services'), 'b'));
  });
});
