import { join } from 'node:path';
import { engineEnvironment } from '../../api/engine-environment.js';
import { locateEngine } from '../../api/locate-engine.js';
import { requireRoot } from '../../api/require-root.js';
import { runtimePaths } from '../../api/runtime-paths.js';
import type { Cli } from '../cli.js';
import { removeUnit, systemctl, systemdRuns, unitExists, writeUnit } from '../service/systemd.js';
import { unitName, unitText } from '../service/systemd-unit.js';

export interface ServiceOptions {
  readonly print?: boolean;
  readonly directory: string;
}

/** Variables that the service gets of the installing shell; the rest it has from systemd, or needs none of. */
const TAKEN = /proxy$|^SSL_CERT_FILE$|^TSCOMPOSE_EXTRA_CA$/i;

/** Writes the unit that starts the engine with the machine, and has systemd start it now. */
export async function installService(cli: Cli, { print, directory }: ServiceOptions): Promise<void> {
  const { root } = runtimePaths(cli.globals.root);
  const name = unitName(root);
  const environment = Object.fromEntries(
    Object.entries(engineEnvironment(cli.host.env)).filter(([variable]) => TAKEN.test(variable)),
  );
  const command = [process.execPath, locateEngine(), '--root', root, '--resident'];
  const text = unitText({ root, command, environment });
  if (print === true) {
    cli.print(text);
    return;
  }
  requireRoot();
  const path = join(directory, name);
  // A proxy's address may hold a password.
  writeUnit(path, text, /:\/\/[^/]*@/.test(text));
  cli.print(`Wrote ${path}.\n`);
  if (!systemdRuns()) {
    cli.print(`systemd doesn't run here. Where it does: "systemctl enable --now ${name}".\n`);
    return;
  }
  await systemctl('daemon-reload');
  await systemctl('enable', '--now', name);
  cli.print(`The engine runs as ${name}, now and after every boot.\n`);
}

/** Takes the unit away; containers go on, and the next command that needs an engine starts one. */
export async function uninstallService(cli: Cli, { directory }: ServiceOptions): Promise<void> {
  requireRoot();
  const { root } = runtimePaths(cli.globals.root);
  const name = unitName(root);
  const path = join(directory, name);
  const runs = systemdRuns();
  if (runs && unitExists(path)) await systemctl('disable', '--now', name);
  if (!removeUnit(path)) {
    cli.host.stderr.write(`There is no ${path}.\n`);
    return;
  }
  if (runs) await systemctl('daemon-reload');
  cli.print(`Removed ${path}.\n`);
}
