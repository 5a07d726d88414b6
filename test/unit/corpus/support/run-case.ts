import { posix } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Host } from '../../../../src/cli/host.js';
import { runCli } from '../../../../src/cli/run-cli.js';
import { nodeReader } from '../../../../src/local/node-reader.js';
import { findStackName } from '../../../../src/stackfile/find-stack-name.js';
import { loadStack } from '../../../../src/stackfile/load-stack.js';
import type { StackReader, StackRequest } from '../../../../src/stackfile/request.js';
import { type CorpusCase, HOME, NEUTRAL_ROOT, PROJECTS } from '../../../corpus/cases.mjs';
import { TextOutput } from '../../cli/support/fake-host.js';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Variation {
  /** Arguments in place of those of the case. */
  readonly argv?: readonly string[];
  /** Files by their neutral path, in front of those of the project. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** Runs `config --format json` over a project of the corpus as if it stood where its recording says; errors come as JSON. */
export async function runCase(project: CorpusCase, variation: Variation = {}): Promise<Outcome> {
  const stdout = new TextOutput();
  const stderr = new TextOutput();
  const environment = { HOME, ...project.environment };
  const host: Host = {
    env: environment,
    cwd: posix.join(NEUTRAL_ROOT, project.name, project.directory),
    stdin: new PassThrough(),
    stdout,
    stderr,
    now: () => new Date(0),
    connect: () => Promise.reject(new Error('config has no business with the engine')),
    hasState: () => false,
    writeFile: () => Promise.reject(new Error('config writes to standard output')),
    writeBytes: () => Promise.reject(new Error('config writes to standard output')),
    readBytes: () => {
      throw new Error('config reads no archive');
    },
    fileSize: async () => undefined,
    readFile: async () => undefined,
    logins: () => {
      throw new Error('no logins are needed');
    },
    loadStack: async (request) => loadStack({ ...request, reader: readerOf(project, variation.files) }),
    resolveStack: () => Promise.reject(new Error('config shows how the file is written')),
    findStackName: async () => undefined,
    onInterrupt: () => () => {},
    onSignals: () => () => {},
    makeRaw: () => () => {},
    takeKeys: () => undefined,
  };
  const argv = variation.argv ?? [...project.globals, 'config', '--format', 'json', ...project.flags];
  const exitCode = await runCli(['--progress', 'json', ...argv], host);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** Both ways to the name of a project that can be read. */
export function namesOf(project: CorpusCase): {
  readonly glanced: string | undefined;
  readonly loaded: string;
} {
  const request = requestOf(project);
  return { glanced: findStackName(request), loaded: loadStack(request).stack.name };
}

/** What a command without flags asks of the loader. */
export function requestOf(project: CorpusCase): StackRequest {
  return {
    cwd: posix.join(NEUTRAL_ROOT, project.name, project.directory),
    environment: { HOME, ...project.environment },
    files: [],
    reader: readerOf(project),
  };
}

/** Shows this checkout's corpus at its neutral place, and nothing else of the disk. */
function readerOf({ folder, stdin }: CorpusCase, files: Variation['files'] = {}): StackReader {
  return {
    read(path) {
      const content = files[path];
      if (content !== undefined) return { kind: 'file', bytes: Buffer.from(content) };
      if (path === '-') return nodeReader.read(`${folder}/${stdin}`);
      if (path !== NEUTRAL_ROOT && !path.startsWith(`${NEUTRAL_ROOT}/`)) return { kind: 'missing' };
      return nodeReader.read(PROJECTS + path.slice(NEUTRAL_ROOT.length + 1));
    },
  };
}
