import { expect, it } from 'vitest';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import { ORIGIN, service, stack } from './stacks.js';

it('gives all services of an image the platform that one of them asks for', () => {
  const file = stack({
    a: service(),
    b: service({ platform: 'linux/arm64' }),
    c: service({ image: 'other' }),
  });
  const { services } = lowerStack(file, ORIGIN, []);
  expect([...services.values()].map(({ template }) => template.pull.platform)).toEqual([
    'linux/arm64',
    'linux/arm64',
    undefined,
  ]);
});

it('takes one platform by two of its names for one', () => {
  const file = stack({ a: service({ platform: 'linux/arm64/v8' }), b: service({ platform: 'aarch64' }) });
  expect(() => lowerStack(file, ORIGIN, [])).not.toThrow();
});

it('refuses an image for two platforms at once, and says where', () => {
  const file = stack({ a: service({ platform: 'linux/amd64' }), b: service({ platform: 'linux/arm64' }) });
  expect(() => lowerStack(file, ORIGIN, [])).toThrow(
    expect.objectContaining({
      code: 'STACK_FILE_INVALID',
      message: expect.stringContaining('linux/arm64 here and for linux/amd64 by service "a"'),
      details: expect.objectContaining({ path: ['services', 'b', 'platform'] }),
    }),
  );
});
