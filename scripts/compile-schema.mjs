// Compiles schemas/stack.schema.json to plain JavaScript, so that nothing compiles a schema at run time
// (which would cost every command 0.4 s). Does nothing when the result is newer than schema and script.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const schemaFile = fileURLToPath(new URL('../schemas/stack.schema.json', import.meta.url));
const output = fileURLToPath(new URL('../src/stackfile/generated/validate-stack.js', import.meta.url));

export async function compileSchema() {
  const built = modified(output);
  if (built > modified(schemaFile) && built > modified(here)) return;
  const [{ default: Ajv }, { default: standaloneCode }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/standalone/index.js'),
  ]);
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const ajv = new Ajv.default({
    allErrors: true,
    allowUnionTypes: true,
    strict: true,
    strictRequired: true,
    code: { source: true, esm: true, lines: true },
  });
  const code = (standaloneCode.default ?? standaloneCode)(ajv, ajv.compile(schema));
  if (/\brequire\(/.test(code)) throw new Error('the compiled schema would need ajv at run time');
  mkdirSync(dirname(output), { recursive: true });
  // Two test runs may do this at once: each writes its own file, the last rename wins.
  const draft = `${output}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, output);
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] === here) await compileSchema();
