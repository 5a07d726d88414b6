import { describe, expect, it } from 'vitest';
import { castAt } from '../../../../src/stackfile/interpolate/cast.js';
import { headlines, service } from '../support/load.js';

const at = (path: string) => path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

describe('a text where a number or a boolean belongs', () => {
  it.each([
    ['services.a.scale', '3', 3],
    ['services.a.scale', '-010', -10],
    ['services.a.pids_limit', '+5', 5],
    ['services.a.ports.0.target', '80', 80],
    ['services.a.ulimits.nofile', '1', 1],
    ['services.a.ulimits.nofile.soft', '1', 1],
    ['services.a.cpu_quota', '9007199254740993', '9007199254740993'],
    ['services.a.tty', 'True', true],
    ['services.a.volumes.2.volume.nocopy', 'false', false],
    ['networks.n.external', 'TRUE', true],
  ])('%s: %j becomes %j', (path, text, value) => {
    expect(castAt(at(path), text)).toEqual({ value });
  });

  it('may be a fraction for cpus', () => {
    expect(castAt(at('services.a.cpus'), '.5')).toEqual({ value: 0.5, float: true });
    expect(castAt(at('services.a.cpus'), '1e1')).toEqual({ value: 10, float: true });
  });

  it.each([
    ['services.a.scale', 'abc', 'has to be a whole number, but is "abc"'],
    ['services.a.scale', '', 'has to be a whole number, but is empty'],
    ['services.a.scale', '1.5', 'has to be a whole number, but is "1.5"'],
    ['services.a.scale', '9223372036854775808', 'of at most 64 bits'],
    ['services.a.cpus', '0x10', 'has to be a number, but is "0x10"'],
    ['services.a.cpus', 'inf', 'has to be a number, but is "inf"'],
    ['services.a.privileged', '1', 'has to be true or false, but is "1"'],
  ])('%s: %j is refused: %s', (path, text, problem) => {
    expect(castAt(at(path), text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it.each(['yes', 'On', 'y', 'no', 'OFF', 'n'])('warns of the old boolean %s', (word) => {
    const value = ['yes', 'On', 'y'].includes(word);
    expect(castAt(at('services.a.init'), word)).toMatchObject({ value, warning: expect.any(String) });
  });

  it.each(['services.a.image', 'services.a.environment.tty', 'tty', 'services.a.labels.0', 'services.tty'])(
    '%s keeps its text',
    (path) => expect(castAt(at(path), 'yes')).toBeUndefined(),
  );
});

describe('an amount that Compose converts from no text', () => {
  it.each(['blkio_config: {weight: "1"}', 'volumes: [{type: tmpfs, target: /t, tmpfs: {mode: "1"}}]'])(
    'is refused in quotes: %s',
    (line) => expect(headlines(service(line))[0]).toContain('without quotes or a variable'),
  );
});
