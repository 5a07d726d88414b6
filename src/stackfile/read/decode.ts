/** The text of a file, or what is wrong with its bytes. */
export type Decoded =
  | { readonly text: string }
  /** `before`: the text up to the bad byte, so that its position can be shown. */
  | { readonly problem: string; readonly before: string };

/**
 * Bytes to text: UTF-8, a byte order mark is dropped; anything else is refused rather than guessed.
 * @param lenient bytes that are not UTF-8 become U+FFFD: Compose minds them in stack files only
 */
export function decodeText(bytes: Uint8Array, lenient = false): Decoded {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { problem: 'the file is encoded in UTF-16; save it as UTF-8', before: '' };
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const before = new TextDecoder().decode(bytes.subarray(0, nul));
    return { problem: 'a NUL byte; the file has to be plain text', before };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: !lenient }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { problem: 'not valid UTF-8; save the file as UTF-8', before: validPrefix(bytes) };
  }
}

/** The text before the first byte that is not UTF-8. */
function validPrefix(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  // U+FFFD stands for a bad byte, but may stand in the file itself: then its three bytes are found there.
  let from = 0;
  for (;;) {
    const index = text.indexOf('\ufffd', from);
    const before = text.slice(0, Math.max(0, index));
    const offset = new TextEncoder().encode(before).length + (bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0);
    const itself = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (index < 0 || !itself) return before;
    from = index + 1;
  }
}
