import { expect, it } from 'vitest';
import { activeProfiles } from '../../../../src/stackfile/profiles/by-profile.js';

it('takes the profiles that are given, else those of COMPOSE_PROFILES', () => {
  expect(activeProfiles(['a'], 'b,c')).toEqual(['a']);
  expect(activeProfiles([], 'b, c')).toEqual(['b', 'c']);
  expect(activeProfiles(undefined, undefined)).toEqual(['']);
});
