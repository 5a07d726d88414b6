import { compileSchema } from '../../../scripts/compile-schema.mjs';

/** Unit tests run from the sources: the one generated file among them has to be there. */
export default async function setup(): Promise<void> {
  await compileSchema();
}
