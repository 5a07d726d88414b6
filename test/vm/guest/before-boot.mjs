// The first of two boots: a stack comes up, and the power goes.
import { check, tscompose } from './tools.mjs';

const vm = (...args) => tscompose('-f', '/guest/reboot.yml', ...args);

const up = vm('up', '-d', '--wait');
check('up before the boot', up.code === 0, up.out);
const written = vm('exec', '-T', 'db', '/hello', 'write', '/data/kept', 'before the boot');
check('data is written', written.code === 0, written.out);
const stopped = vm('stop', '-t', '0', 'halted');
check('one is stopped by hand', stopped.code === 0, stopped.out);
