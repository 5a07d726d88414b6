import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './sandbox.js';

/** The static program of the built-in image, for images that tests make. */
export function helloProgram(): Promise<Buffer> {
  return readFile(join(PACKAGE_ROOT, 'build/Release/hello'));
}
