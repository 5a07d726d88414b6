import type { ReadResult, StackReader } from '../../stackfile/request.js';

/** A reader that keeps what it answered. Who asks again is told the same, so that one load sees one state of the files. */
export class RecordingReader implements StackReader {
  readonly answers = new Map<string, ReadResult>();
  readonly #reader: StackReader;

  constructor(reader: StackReader) {
    this.#reader = reader;
  }

  read(path: string): ReadResult {
    const answer = this.answers.get(path) ?? this.#reader.read(path);
    this.answers.set(path, answer);
    return answer;
  }
}
