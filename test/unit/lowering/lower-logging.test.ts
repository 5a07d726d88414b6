import { describe, expect, it } from 'vitest';
import { lowerLogging } from '../../../src/lowering/lower-logging.js';
import type { Service } from '../../../src/model/service.js';

const PATH = ['services', 'web'];

function lower(driver: string | undefined, options?: Record<string, string>) {
  const logging = {
    ...(driver === undefined ? {} : { driver }),
    ...(options === undefined ? {} : { options }),
  };
  return lowerLogging({ command: null, entrypoint: null, logging } as Service, PATH);
}

describe('logging', () => {
  it('is one file that grows unless the service says otherwise', () => {
    expect(lowerLogging({ command: null, entrypoint: null } as Service, PATH)).toBeUndefined();
    expect(lower('json-file')).toBeUndefined();
  });

  it('takes sizes as Docker does, in thousands', () => {
    expect(lower(undefined, { 'max-size': '10m' })).toEqual({ driver: 'json-file', maxBytes: 10_000_000 });
    expect(lower('json-file', { 'max-size': '1.5kB', 'max-file': '3', compress: 'true' })).toEqual({
      driver: 'json-file',
      maxBytes: 1500,
      maxFiles: 3,
      compress: true,
    });
    expect(lower('json-file', { 'max-size': '200' })?.maxBytes).toBe(200);
    expect(lower('json-file', { 'max-size': '1 GiB' })?.maxBytes).toBe(1_000_000_000);
  });

  it('has the limits of Docker’s local driver', () => {
    expect(lower('local')).toEqual({ driver: 'local', maxBytes: 20_000_000, maxFiles: 5, compress: true });
    expect(lower('local', { compress: 'false', 'max-file': '2' })).toEqual({
      driver: 'local',
      maxBytes: 20_000_000,
      maxFiles: 2,
    });
    expect(lower('local', { 'max-file': '1' })).toEqual({
      driver: 'local',
      maxBytes: 20_000_000,
      maxFiles: 1,
    });
  });

  it('can be none at all', () => {
    expect(lower('none')).toEqual({ driver: 'none' });
  });

  it.each([
    ['json-file', { 'max-sise': '1m' }, 'unknown log opt "max-sise" for json-file log driver', 'max-sise'],
    ['none', { 'max-size': '1m' }, 'unknown log opt "max-size" for none log driver', 'max-size'],
    ['json-file', { 'max-size': '0' }, 'max-size must be a positive size', 'max-size'],
    ['json-file', { 'max-size': '10 x' }, 'max-size must be a positive size', 'max-size'],
    ['json-file', { 'max-file': '0' }, 'max-file must be a number', 'max-file'],
    ['json-file', { compress: 'yes' }, 'compress must be true or false', 'compress'],
    ['json-file', { compress: 'true' }, 'compress cannot be true when max-file', 'compress'],
    ['json-file', { tag: 'x' }, 'the log option "tag" is not supported yet', 'tag'],
  ])('of %s with %o is refused', (driver, options, message, option) => {
    let thrown: unknown;
    try {
      lower(driver, options as Record<string, string>);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      message: expect.stringContaining(message),
      details: { path: [...PATH, 'logging', 'options', option] },
    });
  });
});
