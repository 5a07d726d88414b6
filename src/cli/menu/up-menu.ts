import type { Cli } from '../cli.js';
import { isTrue } from '../flag-values.js';
import { menuLine } from './menu-line.js';
import { MenuScreen } from './menu-screen.js';

/** What the keys of the menu do. */
export interface MenuActions {
  readonly isWatching: () => boolean;
  readonly toggleWatch: () => void;
  readonly detach: () => void;
}

/**
 * Whether an attached `up` has a menu: as with Docker Compose there is one at a terminal, unless the flag or COMPOSE_MENU says
 * otherwise, or progress is told in plain lines.
 */
export function wantsMenu({ host, globals }: Cli, flag: boolean | undefined): boolean {
  const { COMPOSE_MENU: variable, TERM } = host.env;
  const isWanted = flag ?? (variable === undefined ? true : isTrue(variable));
  const isPlain = !['auto', 'tty'].includes(globals.progress) || globals.ansi === 'never' || TERM === 'dumb';
  return isWanted && !isPlain && host.stdin.isTTY === true && host.stdout.isTTY === true;
}

/** The menu below the log of an attached `up`, from its opening to its {@link close}. */
export class UpMenu {
  /** Writes above the menu. */
  readonly cli: Cli;
  readonly #screen: MenuScreen;
  readonly #outer: Cli;
  #actions: MenuActions | undefined;
  #undo: (() => void) | undefined;

  /** @returns undefined where the terminal cannot be had for it */
  static open(cli: Cli): UpMenu | undefined {
    let menu: UpMenu | undefined;
    const giveBack = cli.host.takeKeys(() => menu?.close());
    if (giveBack !== undefined) menu = new UpMenu(cli, giveBack);
    return menu;
  }

  private constructor(cli: Cli, giveBack: () => void) {
    const { stdin, stdout, stderr } = cli.host;
    this.#outer = cli;
    this.#screen = new MenuScreen(stdout, stderr);
    this.cli = cli.withOutputs(this.#screen);
    const onKeys = (keys: Buffer) => {
      for (const key of keys.toString('latin1')) this.#press(key);
    };
    const onResize = () => this.draw();
    // A terminal that is closed under a program that outlives it (nohup) has no keys any more.
    const onGone = () => this.close();
    stdin.on('data', onKeys);
    stdin.on('error', onGone);
    stdout.on('resize', onResize);
    const stopSignals = cli.host.onSignals(['SIGCONT'], onResize);
    this.#undo = () => {
      stopSignals();
      stdin.off('data', onKeys);
      stdin.pause();
      // An error may still be on its way, which is nobody's then.
      stdout.off('resize', onResize);
      giveBack();
    };
  }

  /** Shows it. @param actions what its keys do */
  begin(actions: MenuActions): void {
    this.#actions = actions;
    this.draw();
  }

  /** Shows it as it is now. */
  draw(): void {
    const { host } = this.#outer;
    if (this.#undo === undefined || this.#actions === undefined) return;
    const state = { isWatching: this.#actions.isWatching() };
    this.#screen.show(menuLine(state, host.stdout.columns ?? 0, this.#outer.wantsColor()));
  }

  /** Takes it away and gives the terminal back; again is without effect. */
  close(): void {
    if (this.#undo === undefined) return;
    if (this.#actions !== undefined) this.#screen.show('');
    this.#undo();
    this.#undo = undefined;
  }

  #press(key: string): void {
    const actions = this.#actions;
    if (actions === undefined) return;
    if (key === 'w') actions.toggleWatch();
    else if (key === 'd') actions.detach();
    else if (key === '\r' || key === '\n') this.#screen.part();
  }
}
