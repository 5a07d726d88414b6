import { expect, it } from 'vitest';
import { lowerVolumeOptions } from '../../../src/lowering/lower-volume-options.js';

const lower = (options?: Record<string, string>) =>
  lowerVolumeOptions({ name: 'demo_data', ...(options === undefined ? {} : { driver_opts: options }) }, [
    'volumes',
    'data',
  ]);

it('a volume may lie in a directory of the host', () => {
  expect(lower()).toEqual({});
  expect(lower({})).toEqual({});
  for (const o of ['bind', 'rbind', 'rw,bind']) {
    expect(lower({ type: 'none', o, device: '/srv/data' })).toEqual({ device: '/srv/data' });
  }
  expect(lower({ o: 'bind', device: '/srv/data' })).toEqual({ device: '/srv/data' });
});

it.each([
  [{ type: 'nfs', o: 'addr=10.0.0.1', device: ':/x' }, 'STACK_UNSUPPORTED', []],
  [{ type: 'tmpfs', device: 'tmpfs' }, 'STACK_UNSUPPORTED', []],
  [{ type: 'none', o: 'bind,ro', device: '/x' }, 'STACK_UNSUPPORTED', ['o']],
  [{ type: 'none', o: 'bind', device: 'data' }, 'STACK_FILE_INVALID', ['device']],
  [{ type: 'none', o: 'bind' }, 'STACK_FILE_INVALID', []],
  [{ type: 'none', size: '1' }, 'STACK_FILE_INVALID', ['size']],
])('%j is refused at its place', (options, code, at) => {
  let thrown: unknown;
  try {
    lower(options as Record<string, string>);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code, details: { path: ['volumes', 'data', 'driver_opts', ...at] } });
});
