import { TscomposeError } from '../../base/errors.js';
import type { Problems } from '../problems.js';
import { decodeText } from '../read/decode.js';
import { SourceText } from '../read/source-text.js';
import type { StackReader } from '../request.js';

/**
 * Reads a file that has to be there; undefined when its bytes are no text, which goes to `problems`.
 * @param order place of the file among all that are read; problems are reported in that order
 * @throws TscomposeError STACK_FILE_NOT_FOUND when it cannot be read
 */
export function readText(
  file: { readonly path: string; readonly name: string },
  order: number,
  reader: StackReader,
  problems: Problems,
): SourceText | undefined {
  const result = reader.read(file.path);
  if (result.kind !== 'file') {
    const why = result.kind === 'missing' ? 'there is no such file' : result.reason;
    const errno = result.kind === 'missing' ? 'ENOENT' : result.errno;
    throw new TscomposeError('STACK_FILE_NOT_FOUND', `${file.name}: ${why}`, {
      action: 'read stack file',
      subject: file.path,
      ...(errno === undefined ? {} : { errno }),
    });
  }
  const decoded = decodeText(result.bytes);
  if ('text' in decoded) return new SourceText(file.name, decoded.text, order);
  const source = new SourceText(file.name, decoded.before, order);
  problems.add({ source, offset: decoded.before.length }, [], decoded.problem);
  return undefined;
}
