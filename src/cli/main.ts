import { nodeHost } from './node-host.js';
import { runCli } from './run-cli.js';

/** What a shell reports for a program that SIGPIPE ended: nobody reads the output any more. */
const BROKEN_PIPE = 141;

/** Runs the process's own command line and ends the process. */
export async function main(): Promise<void> {
  restoreExtraCa(process.env);
  const code = await runCli(process.argv.slice(2), nodeHost());
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
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

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
  throw error;
}

process.stdout.on('error', endOnBrokenPipe);
process.stderr.on('error', endOnBrokenPipe);
void main();
