import { createHash } from 'node:crypto';
import type {
  LoadedStack,
  ReadResult,
  ResolvedStack,
  StackReader,
  StackRequest,
} from '../../stackfile/request.js';

/**
 * What a load came to, with all that it depends on. The loader is a pure function of its request and of what its reader
 * answers: where both are the same, so is its result.
 */
export interface Memo {
  /** Of the loader's edition and the request, the caller's environment with it. */
  readonly request: string;
  /** What the reader answered, by path. */
  readonly answers: Readonly<Record<string, string>>;
  readonly outline: Pick<LoadedStack, 'stack' | 'origin' | 'warnings' | 'unsupported'>;
  /** Variables that aren't the caller's: of `.env`, of the stack itself. */
  readonly variables: Readonly<Record<string, string>>;
}

/** @param key of {@link requestKey} */
export function memoOf(key: string, answers: ReadonlyMap<string, ReadResult>, loaded: LoadedStack): Memo {
  const { stack, origin, warnings, unsupported, environment } = loaded;
  const own = [...environment].filter(([, { from }]) => from.kind !== 'environment');
  return {
    request: key,
    answers: Object.fromEntries([...answers].map(([path, answer]) => [path, answerKey(answer)])),
    outline: { stack, origin, warnings, unsupported },
    variables: Object.fromEntries(own.map(([name, { value }]) => [name, value])),
  };
}

/** Whether the files still say what they said. */
export function isCurrent({ answers }: Memo, reader: StackReader): boolean {
  return Object.entries(answers).every(([path, key]) => answerKey(reader.read(path)) === key);
}

/** @param load reads all of it anew */
export function recalled(
  { outline, variables }: Memo,
  { cwd, environment }: StackRequest,
  load: () => Promise<LoadedStack>,
): ResolvedStack {
  return {
    ...outline,
    variable: (name) => {
      const callers: StackRequest['environment'] = { PWD: cwd, ...environment };
      if (Object.hasOwn(variables, name)) return variables[name];
      return Object.hasOwn(callers, name) ? callers[name] : undefined;
    },
    whole: load,
  };
}

/** Tells requests apart that may come to different results. @param edition of the loader */
export function requestKey(edition: string, { reader: _, ...request }: StackRequest): string {
  const environment = Object.entries(request.environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return digest(JSON.stringify([edition, { ...request, environment }]));
}

/** Likewise, but for the environment and the loader: of these only the latest is worth keeping. */
export function subjectKey({ reader: _, environment: __, ...request }: StackRequest): string {
  return digest(JSON.stringify(request));
}

function answerKey(answer: ReadResult): string {
  return answer.kind === 'file' ? digest(answer.bytes) : JSON.stringify(answer);
}

function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
