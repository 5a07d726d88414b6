import { requireRoot } from '../api/require-root.js';
import { runtimePaths } from '../api/runtime-paths.js';
import { toTscomposeError } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import { daemonArguments } from './arguments.js';
import { EngineLog } from './engine-log.js';
import { StartReport } from './report.js';
import { runEngine } from './run-engine.js';
import { limitYoungSpace } from './young-space.js';

/** Directories that containers' users enter get the modes they are made with. */
const UMASK = 0o022;

/** The engine process. Ends with 0 when it did its work or another engine does it, else with 1. */
async function main(): Promise<void> {
  const args = daemonArguments(process.argv.slice(2), process.env);
  if (args.version) {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  process.umask(UMASK);
  limitYoungSpace();
  const report = new StartReport(process.env);
  try {
    requireRoot();
    const paths = runtimePaths(args.root);
    const engine = await runEngine(paths, args, process.env, new EngineLog(paths.log));
    if (engine === undefined) return;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => engine.stop(`${signal} came`));
    }
    report.ready();
    await engine.finished;
  } catch (thrown) {
    report.failed(toTscomposeError(thrown));
    throw thrown;
  }
}

main().then(
  // Nothing is left to do: whatever still holds the event loop must not hold the process.
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).stack}\n`);
    process.exit(1);
  },
);
