import { extractVariables } from '../../stackfile/interpolate/extract-variables.js';
import type { MapNode } from '../../stackfile/tree.js';
import { jsonText } from '../render/json-text.js';
import { compareBytes } from '../render/key-order.js';
import { OrderedMap } from '../render/ordered.js';
import { renderTable } from '../render/table.js';
import { yamlText } from '../render/yaml-text.js';

const LAYOUT = { minWidth: 20, padding: 3 };
const HEAD = ['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'];
/** Of the JSON and YAML that Docker Compose prints here, other than elsewhere. */
const INDENT = '    ';

/** `config --variables`. @param tree of a stack that was not interpolated */
export function variablesText(tree: MapNode, format: 'table' | 'yaml' | 'json'): string {
  const variables = extractVariables(tree).toSorted((a, b) => compareBytes(a.name, b.name));
  if (format === 'table') {
    const rows = variables.map(({ name, required, defaultValue, alternateValue }) => [
      ...[name, String(required), defaultValue, alternateValue],
    ]);
    return renderTable(HEAD, rows, LAYOUT);
  }
  // The keys of its JSON are in lower case in its YAML.
  const key = (text: string) => (format === 'json' ? text : text.toLowerCase());
  const entries = variables.map(({ name, required, defaultValue, alternateValue }) => {
    const fields = [
      [key('Name'), name],
      [key('DefaultValue'), defaultValue],
      [key('PresenceValue'), alternateValue],
      [key('Required'), required],
    ] as const;
    return [name, new OrderedMap(fields)] as const;
  });
  if (format === 'json') return `${jsonText(new OrderedMap(entries), INDENT)}\n\n`;
  return yamlText(new OrderedMap(entries), INDENT);
}
