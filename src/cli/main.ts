import { flushed, nodeHost } from './node-host.js';
import { runCli } from './run-cli.js';

/** Runs the process's own command line and ends the process. */
export async function main(): Promise<void> {
  restoreExtraCa(process.env);
  const code = await runCli(process.argv.slice(2), nodeHost());
  await flushed();
  process.exit(code);
}

/**
 * The launcher hides NODE_EXTRA_CA_CERTS from Node, which would spend 60 ms on reading it. Stack files may name the variable,
 * so it is put back, where Node no longer looks for it.
 */
function restoreExtraCa(env: NodeJS.ProcessEnv): void {
  const path = env.TSCOMPOSE_EXTRA_CA;
  if (path === undefined || env.NODE_EXTRA_CA_CERTS !== undefined) return;
  env.NODE_EXTRA_CA_CERTS = path;
  delete env.TSCOMPOSE_EXTRA_CA;
}

void main();
