import { describe, expect, it } from 'vitest';
import { jsonForm } from '../../../../src/stackfile/complete/json-form.js';
import { typed } from '../../../../src/stackfile/complete/typed.js';
import { yamlForm } from '../../../../src/stackfile/complete/yaml-form.js';
import { attributesOf, runPass, web } from '../support/pass.js';

const pass = (text: string) => runPass(text, (root, problems) => typed(root, { name: 'demo', problems }));
const always = { command: null, entrypoint: null };

// The expected values were recorded from Docker Compose 2.40 (`config --format json`).
describe('a value in the form of the model', () => {
  it.each([
    ['mem_limit: 1.5gb', { mem_limit: '1610612736' }],
    ['memswap_limit: -1', { memswap_limit: '-1' }],
    ['cpus: "0.123456789"', { cpus: 0.12345679 }],
    ['cpus: 0', {}],
    ['scale: 0, init: false, attach: false, tty: false', { scale: 0, init: false, attach: false }],
    ['privileged: "yes", oom_score_adj: "5"', { privileged: true, oom_score_adj: 5 }],
    ['stop_grace_period: 1d', { stop_grace_period: '24h0m0s' }],
    ['command: "a;b", entrypoint: ""', { command: ['a'], entrypoint: [] }],
    ['healthcheck: {test: "", interval: 0s}', { healthcheck: { test: ['CMD-SHELL', ''], interval: '0s' } }],
    ['healthcheck: {test: []}', { healthcheck: {} }],
    ['deploy: {}', { deploy: { resources: {}, placement: {} } }],
    ['deploy: {update_config: {delay: 0s}}', { deploy: { update_config: {}, resources: {}, placement: {} } }],
    ['ulimits: {a: 0, b: {soft: 1, hard: 2}, c: -1}', { ulimits: { a: {}, b: { soft: 1, hard: 2 }, c: -1 } }],
    ['extra_hosts: ["b:1.1.1.1,::2", "a=[::1]"]', { extra_hosts: ['a=::1', 'b=1.1.1.1', 'b=::2'] }],
    ['extra_hosts: {a: "1.1.1.1,2.2.2.2"}', { extra_hosts: ['a=1.1.1.1,2.2.2.2'] }],
    [
      'labels: [a=b, c], annotations: {a: 1.0, c: }',
      { labels: { a: 'b', c: '' }, annotations: { a: '1', c: '' } },
    ],
    ['gpus: [{count: all}]', { gpus: [{ count: -1 }] }],
    [
      'provider: {type: x, options: {a: 1, b: [c, 2]}}',
      { provider: { type: 'x', options: { a: ['1'], b: ['c', '2'] } } },
    ],
    [
      'configs: [{source: s, mode: 256}, {source: t, mode: "0440"}]',
      {
        configs: [
          { source: 's', mode: '0400' },
          { source: 't', mode: '0440' },
        ],
      },
    ],
    ['ports: [{target: 80, published: 8080}]', { ports: [{ target: 80, published: '8080' }] }],
    ['hostname: "", ports: [], environment: {}', {}],
  ])('%s', (attributes, expected) => {
    expect(attributesOf(pass(web(attributes)))).toEqual({ ...always, ...expected });
  });

  it.each([
    ['mem_limit: 1x', '"1x" is not a byte size, as in "64m" or "1g"'],
    ['stop_grace_period: "5"', '"5" is not a duration; write "5s" for seconds'],
    ['extra_hosts: [a]', '"a" has no address'],
    ['environment: ["A =1"]', '"A " ends with a blank'],
    ['blkio_config: {weight: "5"}', 'but is the text "5"'],
    ['gpus: [{count: x}]', 'has to be a whole number or "all"'],
    ['command: "a (b"', 'a ( has no meaning without a shell'],
  ])('%s is refused', (attributes, message) => {
    expect(pass(web(attributes)).refused.join()).toContain(message);
  });

  it('keeps the content of neither a secret nor a config that a variable holds', () => {
    const { value } = pass(
      'secrets: {s: {environment: A, content: x}}\nconfigs: {c: {environment: A, content: x}}',
    );
    expect(value).toMatchObject({
      secrets: { s: { environment: 'A' } },
      configs: { c: { environment: 'A' } },
    });
    expect(JSON.stringify(value)).not.toContain('content');
  });
});

describe('the printed forms', () => {
  const text = `x-top: {a: 1}\n${web(
    'x-own: 1, environment: {x-a: b}, blkio_config: {device_read_bps: [{path: /a, rate: 1k}]}, ulimits: {a: 0}, env_file: [{path: /e, required: true}], deploy: {}',
  )}\nmodels: {m: {model: x}}`;
  const form = (of: typeof jsonForm) =>
    runPass(text, (root, problems) => of(typed(root, { name: 'demo', problems }))).value;

  it('of JSON leave extensions and models out, and write devices with capitals', () => {
    expect(form(jsonForm)).toEqual({
      name: 'demo',
      services: {
        web: {
          ...always,
          environment: { 'x-a': 'b' },
          blkio_config: { device_read_bps: [{ Path: '/a', Rate: '1024' }] },
          ulimits: { a: {} },
          env_file: ['/e'],
          deploy: { resources: {}, placement: {} },
        },
      },
      'x-top': { a: 1 },
    });
  });

  it('of YAML keep extensions and models, and leave out what goes without saying', () => {
    expect(form(yamlForm)).toEqual({
      name: 'demo',
      services: {
        web: {
          environment: { 'x-a': 'b' },
          blkio_config: { device_read_bps: [{ path: '/a', rate: '1024' }] },
          ulimits: { a: { soft: 0, hard: 0 } },
          env_file: ['/e'],
          deploy: {},
          'x-own': 1,
        },
      },
      models: { m: { model: 'x' } },
      'x-top': { a: 1 },
    });
  });
});
