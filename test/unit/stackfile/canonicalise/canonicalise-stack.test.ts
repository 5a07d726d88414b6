import { describe, expect, it } from 'vitest';
import { canonicaliseStack } from '../../../../src/stackfile/canonicalise/canonicalise-stack.js';
import { attributesOf, runPass, web } from '../support/pass.js';

const strict = (text: string) =>
  runPass(text, (root, problems) => canonicaliseStack(root, { problems, tolerant: false }));
const long = (attributes: string) => attributesOf(strict(web(attributes)));

describe('a short form', () => {
  it.each([
    ['build: ./a', { build: { context: './a' } }],
    [
      'build: {ssh: [default, k=/x], provenance: true}',
      { build: { ssh: { default: null, k: '/x' }, provenance: 'true' } },
    ],
    [
      'build: {additional_contexts: [a=./b=c], secrets: [s]}',
      { build: { additional_contexts: { a: './b=c' }, secrets: [{ source: 's' }] } },
    ],
    ['depends_on: [db]', { depends_on: { db: { condition: 'service_started', required: true } } }],
    ['env_file: a.env', { env_file: [{ path: 'a.env', required: true }] }],
    ['env_file: [{path: a, required: false}]', { env_file: [{ path: 'a', required: false }] }],
    ['gpus: all', { gpus: [{ count: 'all' }] }],
    ['dns: 1.1.1.1', { dns: ['1.1.1.1'] }],
    ['label_file: a', { label_file: ['a'] }],
    ['networks: [a]', { networks: { a: null } }],
    ['models: [a]', { models: { a: null } }],
    ['configs: [a], secrets: [b]', { configs: [{ source: 'a' }], secrets: [{ source: 'b' }] }],
    [
      'devices: ["/a", "/a:/b", "/a:/b:r", "/a::r"]',
      {
        devices: [
          { source: '/a', target: '/a', permissions: 'rwm' },
          { source: '/a', target: '/b', permissions: 'rwm' },
          { source: '/a', target: '/b', permissions: 'r' },
          { source: '/a', target: '/a', permissions: 'r' },
        ],
      },
    ],
    [
      'develop: {watch: [{ignore: a, include: b}]}',
      { develop: { watch: [{ ignore: ['a'], include: ['b'] }] } },
    ],
  ])('%s becomes long', (short, expected) => {
    expect(long(short)).toEqual(expected);
  });

  it('that is long already stays the same, however often it is brought to canonical form', () => {
    const once = strict(web('ports: ["8-9:8-9"], volumes: ["a:/b"], build: ., depends_on: [x]'));
    expect(strict(JSON.stringify(once.value)).value).toEqual(once.value);
  });

  it('of a port range is sorted as Compose does, by text', () => {
    const { ports } = long('ports: ["8-10:8-10"]') as { ports: { target: number }[] };
    expect(ports.map(({ target }) => target)).toEqual([10, 8, 9]);
  });

  it.each([
    ['ports: ["::1:80:80"]', 'an IPv6 address has to stand in brackets'],
    ['ports: ["1.2.3.4:80"]', 'an address needs two colons: "1.2.3.4::80"'],
    ['ports: ["80:"]', 'the container port is missing'],
    ['ports: ["localhost:80:80"]', '"localhost" is not an IP address'],
    ['devices: ["a:b:c:d"]', 'has too many colons for a device'],
    ['devices: [{source: /a}]', '"target" is missing'],
    ['ulimits: {nofile: "5"}', 'has to be a whole number, or a map of "soft" and "hard"'],
    ['volumes: ["data::/b"]', 'has an empty part'],
    ['build: {ssh: [key]}', 'is no SSH key'],
    ['build: {additional_contexts: [a]}', 'is no named context'],
  ])('%s is refused', (short, message) => {
    expect(strict(web(short)).refused.join()).toContain(message);
  });

  it('that holds a variable stays as it is where variables are left standing', () => {
    const text = web('ports: ["${P}:80"], volumes: ["${V:-./a}:/b"]');
    const tolerant = runPass(text, (root, problems) => canonicaliseStack(root, { problems, tolerant: true }));
    expect(tolerant.refused).toEqual([]);
    expect(attributesOf(tolerant)).toMatchObject({
      ports: ['${P}:80'],
      volumes: [{ source: '${V:-./a}', target: '/b' }],
    });
  });
});

describe('a name below external', () => {
  it('moves up, with a warning', () => {
    const { value, warnings } = strict('networks: {a: {external: {name: b}}}');
    expect(value).toEqual({ networks: { a: { external: true, name: 'b' } } });
    expect(warnings).toHaveLength(1);
  });

  it('must not contradict the one beside it', () => {
    expect(strict('volumes: {a: {external: {name: b}, name: c}}').refused.join()).toContain('contradicts');
  });
});
