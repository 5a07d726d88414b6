import { CommanderError } from 'commander';
import { TscomposeError } from '../base/errors.js';
import type { StackPositions } from '../stackfile/request.js';
import type { Cli } from './cli.js';
import { describeFailure } from './failure.js';
import { PROGRESS_MODES } from './globals.js';
import { fullName } from './help/full-name.js';
import type { Host } from './host.js';
import { buildProgram, commandOf, usageError } from './program.js';
import { allVerbs, verbsFor } from './verbs/table.js';

/**
 * Runs one command line to its end.
 * @param argv the words after the program's name
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], host: Host): Promise<number> {
  if (argv[0] === COMPLETE) return complete(argv.slice(2), host);
  let cli: Cli | undefined;
  const program = buildProgram(host, await verbsFor(argv), (started) => {
    cli = started;
  });
  if (argv.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return cli?.exitCode ?? 0;
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? await misused(thrown, host, argv) : thrown;
    if (error === undefined) return 0;
    const asked = PROGRESS_MODES.find((mode) => mode === program.opts<{ progress?: string }>().progress);
    const json = cli?.json ?? asked === 'json';
    const failure = describeFailure(error, host.env, {
      json,
      command: fullName(commandOf(program, argv)),
      positions: await placesFor(error, cli),
    });
    host.stderr.write(failure.text);
    return failure.exitCode;
  }
}

/** Of errors that name a part of the stack and not its place; for them the file may have to be read. */
async function placesFor(error: unknown, cli: Cli | undefined): Promise<StackPositions | undefined> {
  const namesPart = error instanceof TscomposeError && error.details.path !== undefined;
  return namesPart ? cli?.positions() : undefined;
}

/** What scripts of shells ask: `__complete -- WORDS...`. */
const COMPLETE = '__complete';

async function complete(words: readonly string[], host: Host): Promise<number> {
  const { completionLines } = await import('./completion/candidates.js');
  const lines = await completionLines(
    buildProgram(host, await allVerbs(), () => {}),
    words,
    host,
  );
  host.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

async function misused(
  error: CommanderError,
  host: Host,
  argv: readonly string[],
): Promise<Error | undefined> {
  return usageError(
    error,
    buildProgram(host, await allVerbs(), () => {}),
    argv,
  );
}
