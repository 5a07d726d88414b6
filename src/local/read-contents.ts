import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { isCopied } from '../model/file-copies.js';
import type { FileObject } from '../model/resources.js';
import type { Stack } from '../model/stack.js';
import type { FileContent, FileContents } from '../spec/file-contents.js';
import type { ResolvedStack } from '../stackfile/request.js';

/** Bytes of a file that containers get copies of: it travels in the request, and lies in memory for each of them. */
const MAX_COPY = 1024 * 1024;

type Section = 'configs' | 'secrets';

/**
 * Reads what the configs and secrets of a stack hold. What is wrong with one is told by whoever needs it: a service that
 * nobody asked for may lack its files.
 * @returns `{}` where the stack has none
 */
export async function contentsFor({
  stack,
  variable,
}: Pick<ResolvedStack, 'stack' | 'variable'>): Promise<{ readonly contents?: FileContents }> {
  if (stack.configs === undefined && stack.secrets === undefined) return {};
  const readAll = async (section: Section) => {
    const entries = Object.entries(stack[section] ?? {}).map(
      async ([name, object]) =>
        [name, await contentOf(object, isCopiedAnywhere(stack, section, name, object), variable)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  return { contents: { configs: await readAll('configs'), secrets: await readAll('secrets') } };
}

function isCopiedAnywhere(stack: Stack, section: Section, name: string, object: FileObject): boolean {
  return Object.values(stack.services).some((service) =>
    (service[section] ?? []).some((grant) => grant.source === name && isCopied(object, grant)),
  );
}

async function contentOf(
  { file, environment: name, content }: FileObject,
  isCopy: boolean,
  lookup: ResolvedStack['variable'],
): Promise<FileContent> {
  if (file !== undefined) return fileContent(file, isCopy);
  if (content !== undefined) return copyOf(Buffer.from(content));
  if (name === undefined) return problem('content', 'there is none', 'Give it a file.');
  const value = lookup(name);
  if (value !== undefined) return copyOf(Buffer.from(value));
  return problem(
    'environment',
    `the variable "${name}" is not set`,
    `Set ${name} in the environment, or in the .env file.`,
  );
}

function copyOf(bytes: Buffer): FileContent {
  return {
    digest: digestText(createHash('sha256').update(bytes).digest('hex')),
    base64: bytes.toString('base64'),
  };
}

async function fileContent(path: string, isCopy: boolean): Promise<FileContent> {
  try {
    const status = await stat(path);
    // Neither ends to read: what is no plain file is mounted as it is.
    if (!status.isFile()) return {};
    if (!isCopy) return { digest: await digestOf(path) };
    if (status.size > MAX_COPY) {
      return problem(
        'file',
        `${path} is larger than ${MAX_COPY} bytes, and cannot be copied into containers`,
        'Leave uid, gid and mode out: then the file itself is mounted.',
      );
    }
    return copyOf(await readFile(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    return isMissing
      ? problem('file', `${path} does not exist`, 'Create it, or correct the path.')
      : problem('file', `${path} cannot be read: ${message}`, 'Correct the path, or its permissions.');
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return digestText(hash.digest('hex'));
}

function digestText(hex: string): string {
  return `sha256:${hex}`;
}

function problem(key: string, message: string, hint: string): FileContent {
  return { problem: { key, message, hint } };
}
