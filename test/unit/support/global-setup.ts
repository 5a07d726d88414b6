import { compileSchema } from '../../../scripts/compile-schema.mjs';

/** Unit tests run from the sources: the generated files among them have to be there. */
export default async function setup(): Promise<void> {
  await compileSchema();
}
