import { type AttributeGroup, SPEC_ATTRIBUTES } from './spec-attributes.js';

const INTRODUCTION = `# What of the Compose Specification works

An attribute that is not supported yet makes every command that reads the stack file stop with an error that names
it and its place; nothing is ever silently ignored. Extensions (\`x-...\`) may stand anywhere. \`version\` is accepted
and has no effect. In the headings, \`*\` is any name and \`[]\` any item of a list.

This page is made from the table in \`src/stackfile/validate/spec-attributes.ts\`; a test holds both equal.
`;

/** docs/compose-support.md: every attribute of the specification and its state. */
export function renderSupportTable(): string {
  return `${INTRODUCTION}\n${SPEC_ATTRIBUTES.map(section).join('\n')}`;
}

function section({ at, supported, planned }: AttributeGroup): string {
  const rows = [
    ...supported.map((name) => [name, 'supported'] as const),
    ...planned.map((name) => [name, 'not yet'] as const),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = rows.map(([name, state]) => `| \`${name}\` | ${state} |`);
  const title = at === '' ? 'Top level' : `\`${at}\``;
  return `## ${title}\n\n| attribute | state |\n| --- | --- |\n${lines.join('\n')}\n`;
}
