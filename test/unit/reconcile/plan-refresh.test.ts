import { describe, expect, it } from 'vitest';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import type { Service } from '../../../src/model/service.js';
import { changesAnything } from '../../../src/reconcile/plan.js';
import { findDuePulls, type PullOverride } from '../../../src/reconcile/plan-refresh.js';
import { planUp } from '../../../src/reconcile/plan-up.js';
import { printPlan } from '../../../src/reconcile/print-plan.js';
import type { ImageInfo } from '../../../src/spec/objects.js';
import { ORIGIN, service, stack } from '../lowering/stacks.js';
import { NOTHING, reached, UP_DEFAULTS, upText } from './situations.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function refresh(wish: Partial<Service>, pulledAt?: string, override?: PullOverride) {
  const name = 'docker.io/library/nginx:1.22';
  const image: ImageInfo = {
    id: 'sha256:1',
    references: [name],
    digests: [],
    config: {},
    createdAt: '2024-01-01T00:00:00Z',
    size: 1,
    architecture: 'amd64',
    pulledAt: pulledAt === undefined ? {} : { [name]: pulledAt },
  };
  const desired = lowerStack(stack({ web: service(wish) }), ORIGIN, []);
  return findDuePulls(desired, new Map([['nginx:1.22', image]]), { override, now: NOW }).get('nginx:1.22');
}

describe('an image that the store has', () => {
  it.each([
    [undefined, undefined, undefined],
    ['missing', undefined, undefined],
    ['if_not_present', undefined, undefined],
    ['never', undefined, undefined],
    ['always', '2026-11-21T11:59:59Z', 'it is to be pulled always'],
    ['daily', '2026-11-20T13:00:00Z', undefined],
    ['daily', '2026-11-20T11:00:00Z', 'last pulled 2026-11-20T11:00:00Z'],
    ['weekly', '2026-11-15T00:00:00Z', undefined],
    ['weekly', '2026-11-14T00:00:00Z', 'last pulled 2026-11-14T00:00:00Z'],
    ['every_12h', '2026-11-21T01:00:00Z', undefined],
    ['every_1h30m', '2026-11-21T10:00:00Z', 'last pulled 2026-11-21T10:00:00Z'],
    ['every_2d', undefined, 'nobody knows when it was pulled'],
  ])('with pull_policy %s, pulled %s, is pulled again: %j', (policy, pulledAt, plan) => {
    expect(refresh(policy === undefined ? {} : { pull_policy: policy }, pulledAt)).toBe(plan);
  });

  it('is pulled as the command line says', () => {
    expect(refresh({}, undefined, 'always')).toBe('it is to be pulled always');
    expect(refresh({ pull_policy: 'always' }, undefined, 'missing')).toBeUndefined();
  });

  it.each(['sometimes', 'every_', 'every_0s', 'every_x'])('cannot be pulled %s', (policy) => {
    expect(() => refresh({ pull_policy: policy })).toThrow(
      expect.objectContaining({ code: 'STACK_FILE_INVALID' }),
    );
  });
});

describe('an image that the store lacks', () => {
  const missing = { ...NOTHING, images: new Map() };

  it('is refused when it may never be pulled', () => {
    const never = stack({ web: service({ pull_policy: 'never' }) });
    expect(() => upText(never, missing)).toThrow(
      expect.objectContaining({
        code: 'IMAGE_NOT_FOUND',
        message: expect.stringContaining('may not be pulled'),
      }),
    );
    expect(upText(never, missing, { pull: 'missing' })).toContain('pull image nginx:1.22');
  });

  it('is pulled for the platform of its service', () => {
    const text = upText(stack({ web: service({ platform: 'linux/arm64' }) }), missing);
    expect(text).toContain('pull image nginx:1.22 for linux/arm64: not in the store');
  });
});

describe('a pull that is due', () => {
  const always = stack({ web: service({ pull_policy: 'always' }) });
  const cause = 'it is to be pulled always';

  it('comes before what it replaces', () => {
    const pulls = new Map([['nginx:1.22', { cause, isNew: true }]]);
    const images = new Map([['nginx:1.22', 'sha256:two']]);
    expect(upText(always, { ...reached(always), images, pulls })).toMatchInlineSnapshot(`
      "1. pull image nginx:1.22: it is to be pulled always
      2. stop container demo-web-1: image nginx:1.22 changed: one → two [after 1]
      3. remove container demo-web-1: image nginx:1.22 changed: one → two [after 2]
      4. recreate container demo-web-1: image nginx:1.22 changed: one → two [after 1, 3]
      5. start container demo-web-1: image nginx:1.22 changed: one → two [after 4]
      "
    `);
  });

  it('replaces nothing when it brings what is there', () => {
    const pulls = new Map([['nginx:1.22', { cause, isNew: false }]]);
    const plan = planUp(lowerStack(always, ORIGIN, []), { ...reached(always), pulls }, UP_DEFAULTS);
    expect(printPlan(plan)).toMatchInlineSnapshot(`
      "1. pull image nginx:1.22, which is there: it is to be pulled always
      "
    `);
    expect(changesAnything(plan)).toBe(false);
  });
});
