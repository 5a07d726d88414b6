import type { StackPath } from '../positions.js';
import { Problems } from '../problems.js';
import type { Diagnostic } from '../request.js';
import { child, type Entry, entriesOf, type MapNode, quote, type TreeNode } from '../tree.js';
import type { AttributeGroup, ValueRule } from './attribute-group.js';
import { SPEC_ATTRIBUTES } from './spec-attributes.js';

const GROUPS: ReadonlyMap<string, AttributeGroup> = new Map(
  SPEC_ATTRIBUTES.map((group) => [group.at, group]),
);

/** Sections of which only what the stack ends up with counts; all other resources show where services use them. */
const SECTIONS = ['services', 'networks', 'volumes', 'configs', 'secrets'];

/**
 * What of a stack the engine can't honour yet, in order of position.
 * @param written the merged files in canonical form, before anything that nobody wrote is added
 * @param final the stack as it will be: without services of inactive profiles and resources that nothing uses
 */
export function findUnsupported(written: MapNode, final: MapNode): readonly Diagnostic[] {
  const problems = new Problems();
  for (const section of SECTIONS) {
    const wanted = child(final, section);
    for (const [name, { value }] of entriesOf(child(written, section))) {
      if (child(wanted, name) !== undefined) visit(value, `${section}.*`, [section, name], problems);
    }
  }
  return problems.diagnostics();
}

function visit(node: TreeNode, at: string, path: StackPath, problems: Problems): void {
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) visit(item, `${at}[]`, [...path, index], problems);
    return;
  }
  const group = GROUPS.get(at);
  for (const [key, entry] of entriesOf(node)) {
    if (group === undefined) visit(entry.value, `${at}.*`, [...path, key], problems);
    else visitAttribute(group, key, entry, [...path, key], problems);
  }
}

function visitAttribute(
  group: AttributeGroup,
  key: string,
  entry: Entry,
  path: StackPath,
  problems: Problems,
): void {
  const { value } = entry;
  if (group.refused.includes(key) && !asksForNothing(value)) {
    const shown = value.kind === 'scalar' && value.value !== true ? `${quote(String(value.value))} is ` : '';
    const reason = group.reasons[key] ?? `${shown}not supported yet by this version`;
    problems.warn(entry.key, path, reason);
  }
  if (!group.works.includes(key)) return;
  const rule = group.values[key];
  if (rule !== undefined) checkValue(value, rule, path, problems);
  visit(value, group.at === '' ? key : `${group.at}.${key}`, path, problems);
}

function checkValue(node: TreeNode, rule: ValueRule, path: StackPath, problems: Problems): void {
  if (node.kind === 'list') {
    if (rule.most === undefined) {
      for (const [index, item] of node.items.entries()) checkValue(item, rule, [...path, index], problems);
      return;
    }
    const surplus = node.items[rule.most];
    if (surplus !== undefined) {
      problems.warn(
        surplus.at,
        [...path, rule.most],
        `more than ${rule.words} is not supported yet by this version`,
      );
    }
    return;
  }
  if (node.kind !== 'scalar' || node.value === null || node.value === '') return;
  const text = String(node.value);
  if (rule.only?.includes(text) || rule.pattern?.test(text)) return;
  const works = rule.words.replaceAll('`', '"');
  problems.warn(node.at, path, `${quote(text)} is not supported yet by this version; what works: ${works}`);
}

/** What is empty, or false, is as if it were not there. */
function asksForNothing(node: TreeNode): boolean {
  if (node.kind === 'list') return node.items.every(asksForNothing);
  if (node.kind === 'map') return [...node.entries.values()].every(({ value }) => asksForNothing(value));
  return node.value === null || node.value === false || node.value === '';
}
