import { expect, it } from 'vitest';
import type { LockedImages } from '../../../../src/local/lock/lock-file.js';
import { findDrift, lockable, pinStack } from '../../../../src/local/lock/pin-stack.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { map, scalar } from '../../../../src/stackfile/tree.js';
import { service, stack } from '../../lowering/stacks.js';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const LOCK: LockedImages = {
  'docker.io/library/nginx:1.22': {
    digest: digest('a'),
    platforms: { 'linux/amd64': digest('b'), 'linux/arm64/v8': digest('c'), 'unknown/unknown': digest('d') },
  },
};
const AT = { source: new SourceText('', '', 0), offset: 0 };
const file = stack({
  any: service(),
  arm: service({ platform: 'linux/arm64' }),
  other: service({ platform: 'linux/s390x' }),
});

it('names the digest of the platform that a service asks for, else that of the index', () => {
  const images = Object.values(pinStack(file, LOCK).services).map(({ image }) => image);
  expect(images).toEqual(['a', 'c', 'a'].map((letter) => `docker.io/library/nginx:1.22@${digest(letter)}`));
});

it('is for services of every profile', () => {
  const disabledServices = map(AT, { debug: map(AT, { image: scalar(AT, 'tools:1') }) });
  const services = lockable({ stack: file, disabledServices });
  expect(findDrift(services, LOCK)).toEqual({ unlocked: ['docker.io/library/tools:1'], unused: [] });
});
