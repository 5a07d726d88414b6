/** As Go compares strings: by bytes of UTF-8. */
export function compareBytes(a: string, b: string): number {
  const left = Buffer.from(a);
  return left.compare(Buffer.from(b));
}

const DIGIT = /^\p{Nd}$/u;
const LETTER = /^\p{L}$/u;

/** As Go's YAML library orders the keys of a map: numbers inside the text by value, letters after other characters. */
export function compareNatural(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const same = left.findIndex((character, index) => character !== right[index]);
  const at = same === -1 ? left.length : same;
  if (at >= left.length || at >= right.length) return left.length - right.length;
  const leftLetter = LETTER.test(left[at] ?? '');
  const rightLetter = LETTER.test(right[at] ?? '');
  if (leftLetter !== rightLetter) {
    // After digits, a text that goes on with a letter is the shorter number.
    const afterDigit = DIGIT.test(left[at - 1] ?? '');
    return leftLetter === afterDigit ? -1 : 1;
  }
  const byNumber = leftLetter ? 0 : compareNumbers(left, right, at);
  return byNumber !== 0 ? byNumber : codePoint(left[at]) - codePoint(right[at]);
}

/** Compares the runs of digits that begin at `at`; a zero there counts as a digit of the number that began before. */
function compareNumbers(left: readonly string[], right: readonly string[], at: number): number {
  const zero = left[at] === '0' || right[at] === '0';
  const lead = zero && hasValueBefore(left, at) ? '1' : '';
  const [a, b] = [digitsAt(left, at), digitsAt(right, at)];
  const [x, y] = [Number(`0${lead}${a}`), Number(`0${lead}${b}`)];
  return x !== y ? x - y : a.length - b.length;
}

function hasValueBefore(text: readonly string[], at: number): boolean {
  for (let index = at - 1; index >= 0 && DIGIT.test(text[index] ?? ''); index -= 1) {
    if (text[index] !== '0') return true;
  }
  return false;
}

function digitsAt(text: readonly string[], at: number): string {
  let end = at;
  while (DIGIT.test(text[end] ?? '')) end += 1;
  return text.slice(at, end).join('');
}

function codePoint(character: string | undefined): number {
  return character?.codePointAt(0) ?? 0;
}
