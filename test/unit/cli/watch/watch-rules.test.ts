import { describe, expect, it } from 'vitest';
import { targetOf, watchRules } from '../../../../src/cli/watch/watch-rules.js';
import type { Service } from '../../../../src/model/service.js';
import type { Watch } from '../../../../src/model/service-parts.js';
import type { Stack } from '../../../../src/model/stack.js';

function stack(watch: readonly Partial<Watch>[], service: Partial<Service> = {}): Stack {
  const rules = watch.map((one) => ({
    action: 'sync',
    path: '/p/src',
    target: '/app',
    exec: { command: null },
    ...one,
  }));
  return {
    name: 'demo',
    services: {
      web: { command: null, entrypoint: null, image: 'a', develop: { watch: rules as Watch[] }, ...service },
      db: { command: null, entrypoint: null, image: 'b' },
    },
  };
}

function only(watch: Partial<Watch>, service: Partial<Service> = {}) {
  const [rule] = watchRules(stack([watch], service), []).rules;
  if (rule === undefined) throw new Error('there is no rule');
  return rule;
}

describe('the rules of what is watched', () => {
  it('are about what lies below their path, and say where that goes', () => {
    const rule = only({});
    expect(rule.concerns('/p/src/a/b.js')).toBe(true);
    expect(rule.concerns('/p/src')).toBe(true);
    expect(rule.concerns('/p/src2/a.js')).toBe(false);
    expect(rule.concerns('/p/..x')).toBe(false);
    expect(targetOf(rule, '/p/src/a/b.js')).toBe('/app/a/b.js');
    expect(targetOf(only({ path: '/p/conf.yml', target: '/etc/conf.yml' }), '/p/conf.yml')).toBe(
      '/etc/conf.yml',
    );
  });

  it('leave out what is ignored, with all that is in it, and what is not included', () => {
    const rule = only({ ignore: ['node_modules/', '*.log', '!keep.log'] });
    for (const path of ['/p/src/node_modules', '/p/src/node_modules/x/y.js', '/p/src/a.log']) {
      expect([path, rule.concerns(path), rule.ignores(path)]).toEqual([path, false, true]);
    }
    expect(rule.concerns('/p/src/keep.log')).toBe(true);
    const typed = only({ include: ['**/*.ts'] });
    expect(typed.concerns('/p/src/a/b.ts')).toBe(true);
    expect(typed.concerns('/p/src/a/b.js')).toBe(false);
    // Files that are included may be in it.
    expect(typed.ignores('/p/src/a')).toBe(false);
  });

  it('leave out what editors and version control leave behind', () => {
    const rule = only({});
    for (const name of [
      'a.txt~',
      '.a.swp',
      '4913',
      '.#a',
      '#a#',
      'a___jb_tmp___',
      '.git/index',
      '.idea/x.xml',
    ]) {
      expect([name, rule.concerns(`/p/src/${name}`)]).toEqual([name, false]);
    }
    expect(rule.concerns('/p/src/.gitignore')).toBe(true);
  });

  it('are those of the services that are named', () => {
    expect(watchRules(stack([{}]), ['web']).rules).toHaveLength(1);
    expect(() => watchRules(stack([{}]), ['db'])).toThrow(
      'none of the selected services is configured for watch',
    );
    expect(() => watchRules(stack([]), [])).toThrow('none of the selected services is configured for watch');
  });

  it('are not made for what is mounted already', () => {
    const volumes = [{ type: 'bind', source: '/p', target: '/app' }] as NonNullable<Service['volumes']>;
    expect(watchRules(stack([{}], { volumes }), [])).toMatchObject({
      rules: [],
      warnings: ['/p/src is in a bind mount of web already, and is not watched'],
    });
    expect(watchRules(stack([{ action: 'restart' }], { volumes }), []).rules).toHaveLength(1);
  });

  it.each([
    [{ action: 'rebuild' }, 'STACK_UNSUPPORTED', ['services', 'web', 'develop', 'watch', 0, 'action']],
    [{ target: undefined }, 'STACK_FILE_INVALID', ['services', 'web', 'develop', 'watch', 0, 'action']],
    [{ action: 'sync+exec' }, 'STACK_FILE_INVALID', ['services', 'web', 'develop', 'watch', 0, 'action']],
  ])('are refused where they cannot be followed: %j', (watch, code, path) => {
    const make = () => watchRules(stack([watch as Partial<Watch>]), []);
    expect(make).toThrow(expect.objectContaining({ code, details: expect.objectContaining({ path }) }));
  });
});
