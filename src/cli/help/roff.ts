/** Parts of a page in the language of man(7). Text may hold anything. */

export function heading(title: string): string {
  return `.SH ${title.toUpperCase()}\n`;
}

export function paragraph(text: string): string {
  return `.PP\n${escaped(text)}\n`;
}

/** A term in bold, with its meaning below. */
export function term(name: string, meaning: string): string {
  return `.TP\n\\fB${escaped(name)}\\fR\n${escaped(meaning)}\n`;
}

/** Lines as they are. */
export function literal(text: string): string {
  return `.RS 4\n.nf\n${escaped(text)}\n.fi\n.RE\n`;
}

/** A hyphen that can be searched for and copied, and no line that begins as a request does. */
export function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/gm, '\\&$1');
}
