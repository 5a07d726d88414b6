const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** A space or tab. Codes are those of UTF-16 units; NaN stands for the end of the text. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** What ends a line in YAML 1.1. */
export function isBreak(code: number): boolean {
  return (
    code === LINE_FEED ||
    code === CARRIAGE_RETURN ||
    code === NEXT_LINE ||
    code === LINE_SEPARATOR ||
    code === PARAGRAPH_SEPARATOR
  );
}

/** A blank, a line break, or the end. */
export function isSpaceOrEnd(code: number): boolean {
  return code === SPACE || Number.isNaN(code) || code === TAB || isBreak(code);
}

/** What names of anchors and tag handles are made of. */
export function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    code === 0x2d
  );
}
