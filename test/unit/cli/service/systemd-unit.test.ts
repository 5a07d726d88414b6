import { describe, expect, it } from 'vitest';
import { unitName, unitText } from '../../../../src/cli/service/systemd-unit.js';

describe('unitName', () => {
  it.each([
    ['/var/lib/tscompose', 'tscompose.service'],
    ['/srv/x', 'tscompose-srv-x.service'],
    ['/srv/a-b/.c', 'tscompose-srv-a\\x2db-\\x2ec.service'],
    ['/ü d', 'tscompose-\\xc3\\xbc\\x20d.service'],
  ])('of %s is %s', (root, name) => expect(unitName(root)).toBe(name));
});

describe('unitText', () => {
  const lines = (command: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    unitText({ root: '/srv/x', command, environment }).split('\n');

  it('ends the engine alone, and starts it with the machine and after a failure', () => {
    const text = lines(['/node']);
    for (const line of [
      'KillMode=process',
      'Delegate=yes',
      'Restart=on-failure',
      'RequiresMountsFor=/srv/x',
      'WantedBy=multi-user.target',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('quotes what systemd would read otherwise', () => {
    expect(lines(['/a b/node', '100%', '$x', 'a"b\\'])).toContain(
      'ExecStart="/a b/node" 100%% "$$x" "a\\"b\\\\"',
    );
  });

  it('hands variables over, sorted', () => {
    const text = lines(['/node'], { no_proxy: 'a,b c', HTTPS_PROXY: 'http://p:1' });
    expect(text.filter((line) => line.startsWith('Environment='))).toEqual([
      'Environment=HTTPS_PROXY=http://p:1',
      'Environment="no_proxy=a,b c"',
    ]);
  });
});
