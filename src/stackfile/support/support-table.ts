import type { AttributeGroup } from './attribute-group.js';
import { SPEC_ATTRIBUTES } from './spec-attributes.js';

const INTRODUCTION = `# What of the Compose Specification works

\`tscompose config\` knows every attribute of the specification: it checks, merges and prints them all. What the engine does
with them is listed here:

- **works**: \`up\` honours it, for all values or for those named.
- **refused**: not there yet. \`up\` ends with an error that names the attribute and its place in the file, before anything is
  touched; nothing is ever silently ignored. Values that ask for nothing (\`false\`, empty) are fine.
- **no effect**: there is nothing to do for it on one machine: notes for readers, settings of clusters.

What nothing uses - services of inactive profiles, networks and volumes that no service names - is never refused. Extensions
(\`x-...\`) may stand wherever Compose allows them. In the headings, \`*\` is any name and \`[]\` any item of a list.

This page is made from the tables in \`src/stackfile/support\`; tests hold them equal to the schema.
`;

/** docs/compose-support.md: every attribute of the specification and its state. */
export function renderSupportTable(): string {
  return `${INTRODUCTION}\n${summary()}\n${SPEC_ATTRIBUTES.map(section).join('\n')}`;
}

function summary(): string {
  const count = (pick: (group: AttributeGroup) => readonly string[]) =>
    SPEC_ATTRIBUTES.reduce((sum, group) => sum + pick(group).length, 0);
  const works = count((group) => group.works);
  const refused = count((group) => group.refused);
  const noEffect = count((group) => group.noEffect);
  return `Of ${works + refused + noEffect} attributes, ${works} work, ${refused} are refused and ${noEffect} have no effect.\n`;
}

function section({ at, works, refused, noEffect, values }: AttributeGroup): string {
  const rows = [
    ...works.map((name) => [name, worksFor(values[name]?.words)] as const),
    ...refused.map((name) => [name, 'refused'] as const),
    ...noEffect.map((name) => [name, 'no effect'] as const),
  ].sort(([left], [right]) => (left < right ? -1 : 1));
  const lines = rows.map(([name, state]) => `| \`${name}\` | ${state} |`);
  const title = at === '' ? 'Top level' : `\`${at}\``;
  return `## ${title}\n\n| attribute | state |\n| --- | --- |\n${lines.join('\n')}\n`;
}

function worksFor(words: string | undefined): string {
  return words === undefined ? 'works' : `works for ${words}; refused otherwise`;
}
