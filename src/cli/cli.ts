import type { EngineClient } from '../api/messages.js';
import { TscomposeError } from '../base/errors.js';
import type { OperationRequest } from '../spec/operations.js';
import type {
  Diagnostic,
  LoadedStack,
  ResolvedStack,
  StackPositions,
  StackRequest,
} from '../stackfile/request.js';
import { wantsColor } from './colors.js';
import type { GlobalOptions } from './globals.js';
import type { Host } from './host.js';
import { problemJson } from './problem-json.js';
import { openProgress } from './progress/open.js';
import type { ProgressSink } from './progress/sink.js';
import { didYouMean } from './suggest.js';

/** What a verb may ask of the stack file's loader. */
export type StackChoice = Pick<StackRequest, 'enable' | 'select' | 'switches'>;

/** A stack as a verb that only needs its name sees it. */
export interface Project {
  readonly name: string;
  /** Absent: only the name is known (`-p` without a file). */
  readonly loaded?: ResolvedStack;
}

/** One run of the command line: what the verbs share. */
export class Cli {
  readonly host: Host;
  readonly globals: GlobalOptions;
  /** What the process ends with when nothing is thrown. */
  exitCode = 0;
  /** Whether errors and warnings are written as JSON: `--progress json`, or a verb that was asked for JSON. */
  json: boolean;
  #whole: (() => Promise<LoadedStack>) | undefined;

  constructor(host: Host, globals: GlobalOptions) {
    this.host = host;
    this.globals = globals;
    this.json = globals.progress === 'json';
  }

  /** The same with other outputs. */
  withOutputs(outputs: Pick<Host, 'stdout' | 'stderr'>): Cli {
    const host = Object.create(this.host, {
      stdout: { value: outputs.stdout },
      stderr: { value: outputs.stderr },
    }) as Host;
    return new Cli(host, this.globals);
  }

  /**
   * Reads the stack file; warnings go to standard error.
   * @param more what the verb asks for besides the options before it
   */
  async loadStack(more: StackChoice = {}): Promise<LoadedStack> {
    const loaded = await this.host.loadStack({ ...this.#stackRequest(), ...more });
    this.#whole = async () => loaded;
    this.#tell(loaded.warnings);
    return loaded;
  }

  /** Likewise, for verbs that act on the stack and need nothing of how its file is written: it may be remembered. */
  async resolveStack(more: StackChoice = {}): Promise<ResolvedStack> {
    const { enable = [], ...rest } = more;
    // To name no service is to ask for the same as verbs that know of no services.
    const choice = enable.length === 0 ? rest : more;
    const resolved = await this.host.resolveStack({ ...this.#stackRequest(), ...choice }, this.globals.root);
    this.#whole = resolved.whole;
    this.#tell(resolved.warnings);
    return resolved;
  }

  /** Turns paths in errors into places, once the stack file is read and unless it has gone wrong since. */
  async positions(): Promise<StackPositions | undefined> {
    try {
      return (await this.#whole?.())?.positions;
    } catch {
      return undefined;
    }
  }

  #tell(warnings: readonly Diagnostic[]): void {
    if (this.globals.progress === 'quiet') return;
    for (const warning of warnings) this.host.stderr.write(this.#warningText(warning));
  }

  #stackRequest(): Omit<StackRequest, 'reader'> {
    const { files, projectName, projectDirectory, envFiles, profiles, compatibility, allResources } =
      this.globals;
    return {
      cwd: this.host.cwd,
      environment: this.host.env,
      files,
      ...(projectName === undefined ? {} : { projectName }),
      ...(projectDirectory === undefined ? {} : { projectDirectory }),
      ...(envFiles === undefined ? {} : { envFiles }),
      ...(profiles.length === 0 ? {} : { profiles }),
      ...(compatibility ? { compatibility } : {}),
      ...(allResources ? { allResources } : {}),
    };
  }

  /** Name of the stack, for verbs that look at what runs: its file is not read any further than that takes. */
  async stackName(): Promise<string> {
    return (await this.host.findStackName(this.#stackRequest())) ?? (await this.project()).name;
  }

  /** Whether the caller names the stack, instead of leaving that to file and directory. */
  get namesProject(): boolean {
    return (this.globals.projectName ?? this.host.env.COMPOSE_PROJECT_NAME ?? '') !== '';
  }

  /** The stack by its file, or by name alone where a name is given and no file is found. */
  async project(more: StackChoice = {}): Promise<Project> {
    try {
      const loaded = await this.resolveStack(more);
      return { name: loaded.stack.name, loaded };
    } catch (error) {
      const name = this.globals.projectName ?? this.host.env.COMPOSE_PROJECT_NAME;
      const nameSuffices = this.namesProject && this.globals.files.length === 0;
      if (
        nameSuffices &&
        name !== undefined &&
        error instanceof TscomposeError &&
        error.code === 'STACK_FILE_NOT_FOUND'
      ) {
        return { name };
      }
      throw error;
    }
  }

  /** The engine, started when none runs unless `start` is false. */
  connect(options: { readonly start?: boolean } = {}): Promise<EngineClient> {
    const { root } = this.globals;
    return this.host.connect({ ...options, ...(root === undefined ? {} : { root }) });
  }

  /** The running engine, or undefined. */
  async runningEngine(): Promise<EngineClient | undefined> {
    try {
      return await this.connect({ start: false });
    } catch (error) {
      const absent = error instanceof TscomposeError && error.code === 'ENGINE_UNREACHABLE';
      if (!absent || error.details.errno === 'EACCES') throw error;
      return undefined;
    }
  }

  /** The engine, or undefined when none runs and it would find nothing: looking starts no process. */
  async connectIfAny(): Promise<EngineClient | undefined> {
    const running = await this.runningEngine();
    if (running !== undefined) return running;
    return this.host.hasState(this.globals.root) ? this.connect() : undefined;
  }

  openProgress(mode = this.globals.progress): Promise<ProgressSink> {
    const { ansi, dryRun } = this.globals;
    return openProgress(mode, { ansi, dryRun }, this.host.stderr);
  }

  /** What every operation is asked besides its own. */
  get asked(): OperationRequest {
    return this.globals.dryRun ? { dryRun: true } : {};
  }

  /** For people, on standard error; a verb that prints JSON has it there. */
  warn(message: string): void {
    if (this.globals.progress !== 'quiet') this.host.stderr.write(`warning: ${message}\n`);
  }

  /** Undefined: there is no such file. @throws USAGE when it cannot be read */
  readFile(path: string): Promise<string | undefined> {
    return this.host.readFile(path);
  }

  wantsColor(): boolean {
    return wantsColor(this.host.stdout, this.globals.ansi, this.host.env);
  }

  /** Columns that a table has room for; undefined where it goes to no terminal, or nothing of it is to be cut. */
  tableWidth(mayCut = true): number | undefined {
    const { isTTY, columns } = this.host.stdout;
    // A terminal that nobody gave a size has no columns.
    return isTTY && mayCut && columns !== 0 ? columns : undefined;
  }

  print(text: string): void {
    this.host.stdout.write(text);
  }

  /** Prints a result, or writes it to a file. */
  async deliver(text: string, file: string | undefined): Promise<void> {
    if (file === undefined) this.print(text);
    else await this.host.writeFile(file, text);
  }

  #warningText(warning: Diagnostic): string {
    return this.json ? problemJson(warning) : `warning: ${warning.text}\n${warning.picture}\n`;
  }
}

/** @throws USAGE when one of `services` is not among `known` */
export function requireServices(services: readonly string[], known: readonly string[]): void {
  for (const service of services) {
    if (known.includes(service)) continue;
    const hint = 'See with "tscompose config --services" which there are.';
    throw new TscomposeError('USAGE', `no such service: ${service}`, { hint, ...didYouMean(service, known) });
  }
}
