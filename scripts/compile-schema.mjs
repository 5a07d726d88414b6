// Joins schemas/source/*.yaml to the schema that is published (schemas/stack.schema.json), compiles it with ajv to plain
// JavaScript, and packs the same without descriptions into a module for those who explain what is wrong, so that no command reads
// or compiles a schema at run time (which would cost 0.4 s).
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = fileURLToPath(import.meta.url);
const sources = fileURLToPath(new URL('../schemas/source', import.meta.url));
const published = fileURLToPath(new URL('../schemas/stack.schema.json', import.meta.url));
const packed = fileURLToPath(new URL('../src/stackfile/generated/stack-schema.js', import.meta.url));
const compiled = fileURLToPath(new URL('../src/stackfile/generated/validate-stack.js', import.meta.url));

/** The text of schemas/stack.schema.json as the sources want it. */
export function publishedSchema() {
  return `${JSON.stringify(joinSources(), null, 2)}\n`;
}

/** Packs and compiles the schema unless that has been done since anything that it is made of last changed. */
export async function compileSchema() {
  const parts = readdirSync(sources).map((name) => join(sources, name));
  const built = Math.min(modified(packed), modified(compiled));
  if ([here, sources, ...parts].every((file) => modified(file) < built)) return;
  const schema = withoutProse(joinSources());
  const literal = JSON.stringify(schema).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  replace(packed, `export const stackSchema = () => JSON.parse('${literal}');\n`);
  replace(compiled, await validatorOf(schema));
}

/** The code of a function that says whether a value fits a schema, with the first error of one that doesn't. */
async function validatorOf(schema) {
  const [{ default: Ajv }, { default: standaloneCode }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/standalone/index.js'),
  ]);
  const ajv = new Ajv.default({
    allowUnionTypes: true,
    strict: true,
    messages: false,
    // A reference becomes a call: less than half of the code.
    inlineRefs: false,
    code: { source: true, esm: true },
  });
  // ajv compares each item with each other one, which a long list of a hostile file would make hours of.
  const code = (standaloneCode.default ?? standaloneCode)(ajv, ajv.compile(without('uniqueItems', schema)));
  if (/\brequire\(/.test(code)) throw new Error('the compiled schema would need ajv at run time');
  return code;
}

/** Two test runs may do this at once: each writes its own file, the last rename wins. */
function replace(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** A schema in which a keyword stands nowhere; properties of that name would go too, but there are none. */
function without(keyword, node) {
  if (Array.isArray(node)) return node.map((item) => without(keyword, item));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => key !== keyword);
  return Object.fromEntries(entries.map(([key, value]) => [key, without(keyword, value)]));
}

/** stack.yaml is the root, every other file adds definitions; those of one name add up. */
function joinSources() {
  const names = readdirSync(sources).sort();
  const root = readSource('stack.yaml');
  const definitions = {};
  for (const name of names.filter((other) => other !== 'stack.yaml')) {
    for (const [key, part] of Object.entries(readSource(name))) {
      const known = definitions[key];
      definitions[key] =
        known === undefined
          ? part
          : { ...known, ...part, properties: { ...known.properties, ...part.properties } };
    }
  }
  return closed({ ...root, definitions });
}

function readSource(name) {
  return parse(readFileSync(join(sources, name), 'utf8'), { merge: true });
}

const EXTENSION = { '^x-': { description: 'An extension; may hold anything.' } };

/** Writes out what the sources leave unsaid: a map with fixed keys has no others, but for extensions. */
function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const result = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, closedMember(key, value)]),
  );
  if (typeof node.properties === 'object') {
    result.patternProperties = node.patternProperties === undefined ? EXTENSION : result.patternProperties;
    result.additionalProperties ??= false;
  }
  if (result.patternProperties === null) delete result.patternProperties;
  return result;
}

/** Names in these maps are the user's or the specification's, not keywords. */
function closedMember(key, value) {
  if (key === 'examples' || key === 'default' || value === null) return value;
  const isMapOfSchemas = ['properties', 'patternProperties', 'definitions'].includes(key);
  if (!isMapOfSchemas) return closed(value);
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, closed(schema)]));
}

/** What only readers and editors use goes, and of the examples all but the first that a message can show. */
function withoutProse(node) {
  if (Array.isArray(node)) return node.map(withoutProse);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).flatMap(([key, value]) => {
    if (['$schema', '$id', 'title', 'deprecated', 'default'].includes(key)) return [];
    if (key === 'description' && typeof value === 'string') return [];
    if (key === 'examples') return Array.isArray(value) ? [[key, value.slice(0, 1)]] : [];
    return [[key, withoutProse(value)]];
  });
  return Object.fromEntries(entries);
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] === here) {
  writeFileSync(published, publishedSchema());
  await compileSchema();
}
