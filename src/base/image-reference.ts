import { type Digest, isDigest } from './digest.js';
import { TscomposeError } from './errors.js';

/** A normalised image reference: `nginx` is domain `docker.io`, path `library/nginx`, tag `latest`. */
export interface Reference {
  /** Host and maybe port of the registry. */
  readonly domain: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

// The grammar of distribution/reference, as the OCI distribution specification and Docker's documentation give it.
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
// What Docker takes for an image's id, and never for a name.
const IDENTIFIER = /^[a-f0-9]{64}$/;
const DIGEST_OF_ANY_KIND = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const MAX_PATH = 255;

/**
 * Reads a reference as a user writes it, and normalises it the way Docker does.
 * @throws REFERENCE_INVALID
 */
export function parseReference(text: string): Reference {
  const { name, tag, digest } = splitReference(text);
  if (IDENTIFIER.test(name)) throw invalid(text, '64 hex digits are an id, not a name');
  const { domain, path } = splitDomain(name);
  if (!DOMAIN.test(domain)) throw invalid(text, `"${domain}" is not a registry's host name`);
  if (!PATH.test(path)) {
    const why =
      path.toLowerCase() !== path && PATH.test(path.toLowerCase())
        ? `the name must be in lower case: ${path.toLowerCase()}`
        : `"${path}" is not a repository name`;
    throw invalid(text, why);
  }
  if (path.length > MAX_PATH) throw invalid(text, `the name is longer than ${MAX_PATH} characters`);
  if (tag !== undefined && !TAG.test(tag)) throw invalid(text, `"${tag}" is not a tag`);
  if (digest !== undefined && !isDigest(digest)) throw invalid(text, digestProblem(digest));
  if (digest !== undefined) return { domain, path, ...(tag === undefined ? {} : { tag }), digest };
  return { domain, path, tag: tag ?? 'latest' };
}

/** Whether a reference names a repository, and nothing in it. @throws REFERENCE_INVALID */
export function isNameOnly(text: string): boolean {
  parseReference(text);
  const { tag, digest } = splitReference(text);
  return tag === undefined && digest === undefined;
}

/** Whether both are of one repository. */
export function isSameRepository(a: Reference, b: Reference): boolean {
  return a.domain === b.domain && a.path === b.path;
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** The full form: `docker.io/library/nginx:latest`. Parsing it gives the same reference again. */
export function formatReference({ domain, path, tag, digest }: Reference): string {
  return `${domain}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The short form that people write: without Docker Hub's parts where they are implied. */
export function familiarName({ domain, path }: Reference): string {
  if (domain !== DEFAULT_DOMAIN) return `${domain}/${path}`;
  return path.startsWith(OFFICIAL) && !path.slice(OFFICIAL.length).includes('/')
    ? path.slice(OFFICIAL.length)
    : path;
}

/** {@link familiarName} with tag and digest. */
export function familiarReference(reference: Reference): string {
  const { tag, digest } = reference;
  const suffix = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return familiarName(reference) + suffix;
}

/** Docker Hub, as references name it. */
export const DEFAULT_DOMAIN = 'docker.io';
const OFFICIAL = 'library/';

function splitReference(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf('@');
  const beforeDigest = at < 0 ? text : text.slice(0, at);
  // A colon before the last slash separates a port.
  const colon = beforeDigest.indexOf(':', beforeDigest.lastIndexOf('/') + 1);
  return {
    name: colon < 0 ? beforeDigest : beforeDigest.slice(0, colon),
    ...(colon < 0 ? {} : { tag: beforeDigest.slice(colon + 1) }),
    ...(at < 0 ? {} : { digest: text.slice(at + 1) }),
  };
}

// The first part is a host only if it looks like one; `team/app` is a repository of Docker Hub.
function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  let domain = isHost ? first : DEFAULT_DOMAIN;
  let path = isHost ? name.slice(slash + 1) : name;
  if (domain === 'index.docker.io') domain = DEFAULT_DOMAIN;
  if (domain === DEFAULT_DOMAIN && !path.includes('/')) path = OFFICIAL + path;
  return { domain, path };
}

function digestProblem(digest: string): string {
  const isOther = DIGEST_OF_ANY_KIND.test(digest) && !digest.startsWith('sha256:');
  return isOther
    ? `"${digest}" is no sha256 digest, the only kind that is supported`
    : `"${digest}" is not a sha256 digest`;
}

function invalid(text: string, why: string): TscomposeError {
  return new TscomposeError('REFERENCE_INVALID', `"${text}" is not an image reference: ${why}`, {
    subject: text,
    hint: 'A reference looks like nginx, nginx:1.27, team/app:v2 or registry.example.com:5000/team/app:v2.',
  });
}
