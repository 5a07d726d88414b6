import { posix } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Place, SourceOrigin } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { decodeText } from '../read/decode.js';
import { SourceText } from '../read/source-text.js';
import type { StackReader } from '../request.js';

/** A file to read: its absolute path (`-` is standard input) and the name that messages give it. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
}

/** A stack file to read, and how it came in. */
export interface GivenFile extends SourceFile {
  readonly origin: SourceOrigin;
}

/** Reads the texts of a stack, in whose order problems are reported. */
export class SourceReader {
  private readonly reader: StackReader;
  private readonly cwd: string;
  private readonly problems: Problems;
  private texts = 0;

  constructor(reader: StackReader, cwd: string, problems: Problems) {
    this.reader = reader;
    this.cwd = cwd;
    this.problems = problems;
  }

  /** How many files were read so far. */
  get count(): number {
    return this.texts;
  }

  /** A file by its path, named as its user sees it from the working directory. */
  file(path: string): SourceFile {
    const name = posix.relative(this.cwd, path);
    return { path, name: name.startsWith('../../..') || name === '' ? path : name };
  }

  /** Whether there is something at the path, be it readable or not. */
  exists(path: string): boolean {
    return this.reader.read(path).kind !== 'missing';
  }

  isDirectory(path: string): boolean {
    const result = this.reader.read(path);
    return result.kind === 'unreadable' && result.errno === 'EISDIR';
  }

  /**
   * Reads a file that has to be there; undefined when its bytes are no text, which goes to the problems.
   * @throws TscomposeError STACK_FILE_NOT_FOUND when it cannot be read
   */
  read(file: SourceFile, origin: SourceOrigin): SourceText | undefined {
    const result = this.bytes(file);
    if ('bytes' in result) return this.decode(file, result.bytes, origin);
    throw new TscomposeError('STACK_FILE_NOT_FOUND', `${file.name}: ${result.why}`, {
      action: 'read stack file',
      subject: file.path,
      ...(result.errno === undefined ? {} : { errno: result.errno }),
    });
  }

  /** Reads a file that another one names: that it cannot be read is a problem of the place that names it. */
  readNamed(
    file: SourceFile,
    origin: SourceOrigin & { readonly from: Place },
    path: StackPath,
  ): SourceText | undefined {
    const result = this.bytes(file);
    if ('bytes' in result) return this.decode(file, result.bytes, origin);
    this.problems.add(origin.from, path, `${file.name}: ${result.why}`);
    return undefined;
  }

  private bytes({ path }: SourceFile) {
    const result = this.reader.read(path);
    if (result.kind === 'file') return result;
    return result.kind === 'missing'
      ? { why: 'there is no such file', errno: 'ENOENT' }
      : { why: result.reason, errno: result.errno };
  }

  private decode(file: SourceFile, bytes: Uint8Array, origin: SourceOrigin): SourceText | undefined {
    const decoded = decodeText(bytes, origin.role === 'env_file' || origin.role === 'label_file');
    const order = this.texts++;
    if ('text' in decoded) return new SourceText(file.name, decoded.text, order, origin);
    const source = new SourceText(file.name, decoded.before, order, origin);
    this.problems.add({ source, offset: decoded.before.length }, [], decoded.problem);
    return undefined;
  }
}
