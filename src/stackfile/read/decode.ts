import { Buffer } from 'node:buffer';

/** The text of a file, or what is wrong with its bytes. */
export type Decoded =
  | { readonly text: string }
  /** `before`: the text up to the bad byte, so that its position can be shown. */
  | { readonly problem: string; readonly before: string };

/** Bytes to text: UTF-8, a byte order mark is dropped; anything else is refused rather than guessed. */
export function decodeText(bytes: Uint8Array): Decoded {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { problem: 'the file is encoded in UTF-16; save it as UTF-8', before: '' };
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    return {
      problem: 'a NUL byte; a stack file is plain text',
      before: Buffer.from(bytes.subarray(0, nul))
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    };
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  // U+FFFD in the result is either a bad byte or stands in the file itself; only a look at the bytes tells.
  if (!text.includes('\ufffd') || isUtf8(bytes)) return { text };
  return {
    problem: 'not valid UTF-8; save the file as UTF-8',
    before: text.slice(0, text.indexOf('\ufffd')),
  };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
