/** Text inside an SVG element or attribute; characters that XML forbids become U+FFFD. */
export function xml(text: string): string {
  return [...text]
    .map((character) => ENTITIES[character] ?? (isAllowed(character) ? character : '\ufffd'))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function isAllowed(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a;
  return !isControl && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

/** Mean widths in parts of the font size, for the usual sans-serif fonts; nobody can be asked for the real ones. */
const NARROW = /[ijl.,:;'|!()[\]\-/ ]/;
const WIDE = /[mwMW@%→]/;
/** East Asian scripts and pictures: as wide as high. */
const FULL =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3fffd}]/u;

/** Estimated width in pixels. */
export function textWidth(text: string, fontSize: number, bold = false): number {
  const parts = [...text].reduce((sum, character) => sum + characterWidth(character), 0);
  return parts * fontSize * (bold ? 1.1 : 1);
}

function characterWidth(character: string): number {
  if (FULL.test(character)) return 1;
  if (NARROW.test(character)) return 0.36;
  return WIDE.test(character) ? 0.88 : 0.61;
}

/** The text, cut in the middle where it is longer than `most` characters: names differ at both ends. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 3);
  return `${characters.slice(0, most - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}
