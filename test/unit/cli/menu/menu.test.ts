import { describe, expect, it } from 'vitest';
import { Cli } from '../../../../src/cli/cli.js';
import type { GlobalOptions } from '../../../../src/cli/globals.js';
import { menuLine } from '../../../../src/cli/menu/menu-line.js';
import { MenuScreen } from '../../../../src/cli/menu/menu-screen.js';
import { UpMenu, wantsMenu } from '../../../../src/cli/menu/up-menu.js';
import { FakeHost, TextOutput } from '../support/fake-host.js';

const GLOBALS: GlobalOptions = {
  ...{ files: [], profiles: [], compatibility: false, allResources: false, dryRun: false },
  progress: 'auto',
  ansi: 'auto',
};

function atTerminal(env: Record<string, string> = {}, globals: object = {}): Cli {
  const host = new FakeHost({ env });
  host.stdout.isTTY = true;
  Object.assign(host.stdin, { isTTY: true });
  return new Cli(host, { ...GLOBALS, ...globals });
}

describe('the line of the menu', () => {
  it('tells what the keys do now, and leaves out what there is no room for', () => {
    expect(menuLine({ isWatching: false }, 80, false)).toBe('w Enable Watch   d Detach');
    expect(menuLine({ isWatching: true }, 0, false)).toBe('w Disable Watch   d Detach');
    expect(menuLine({ isWatching: false }, 25, false)).toBe('w Enable Watch');
    expect(menuLine({ isWatching: false }, 10, false)).toBe('');
    expect(menuLine({ isWatching: false }, 80, true)).toContain('\u001b[1;7mw\u001b[0m');
  });
});

describe('a screen with a menu', () => {
  const clear = '\r\u001b[J';

  it('keeps the line below what is written, also in pieces and to both outputs', () => {
    const [terminal, errors] = [new TextOutput(), new TextOutput()];
    errors.isTTY = true;
    const screen = new MenuScreen(terminal, errors);
    screen.stdout.write('before\n');
    screen.show('MENU');
    screen.stdout.write('one\nhal');
    screen.stdout.write('f\n');
    screen.stderr.write('err\n');
    screen.part();
    screen.show('');
    screen.stdout.write('after');
    expect(terminal.text).toBe(
      `before\n${clear}MENU${clear}one\nMENU${clear}half\nMENUMENU${clear}\nMENU${clear}after`,
    );
    expect(errors.text).toBe(`${clear}err\n`);
  });

  it('leaves an error output alone that is no terminal', () => {
    const [terminal, errors] = [new TextOutput(), new TextOutput()];
    const screen = new MenuScreen(terminal, errors);
    screen.show('MENU');
    screen.stderr.write('err');
    expect([terminal.text, errors.text]).toEqual([`${clear}MENU`, 'err']);
  });
});

describe('the menu of an attached up', () => {
  it('is there at a terminal, unless flag, variable or progress say otherwise', () => {
    expect(wantsMenu(atTerminal(), undefined)).toBe(true);
    expect(wantsMenu(atTerminal(), false)).toBe(false);
    expect(wantsMenu(atTerminal({ COMPOSE_MENU: '0' }), undefined)).toBe(false);
    expect(wantsMenu(atTerminal({ COMPOSE_MENU: '0' }), true)).toBe(true);
    expect(wantsMenu(atTerminal({ TERM: 'dumb' }), undefined)).toBe(false);
    expect(wantsMenu(atTerminal({}, { progress: 'plain' }), undefined)).toBe(false);
    expect(wantsMenu(atTerminal({}, { ansi: 'never' }), undefined)).toBe(false);
    expect(wantsMenu(new Cli(new FakeHost(), GLOBALS), true)).toBe(false);
  });

  it('does what is pressed, and gives the terminal back once', async () => {
    const cli = atTerminal();
    const host = cli.host as FakeHost;
    const pressed: string[] = [];
    const menu = UpMenu.open(cli);
    menu?.begin({
      isWatching: () => pressed.includes('w'),
      toggleWatch: () => pressed.push('w'),
      detach: () => pressed.push('d'),
    });
    host.stdin.push('xw\nd');
    await new Promise((resolve) => setImmediate(resolve));
    menu?.draw();
    expect(pressed).toEqual(['w', 'd']);
    expect(host.stdout.text).toContain('Disable');
    menu?.close();
    menu?.close();
    menu?.draw();
    expect(host.rawModes).toEqual(['keys', 'given back']);
    expect(host.stdout.text.endsWith('\r\u001b[J')).toBe(true);
    expect(host.listening).toBe(false);
  });
});
