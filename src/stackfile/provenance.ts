import type { FilePosition } from '../base/errors.js';
import { type Place, positionAt, type Source, type SourceOrigin } from './place.js';
import { quote, type VariableUse } from './tree.js';

/** A place that has to do with a problem elsewhere. */
export type RelatedPlace = FilePosition & { readonly message: string };

/** What a value was made of. */
export interface Interpolated {
  /** The text as it stands in the file. */
  readonly template: string;
  readonly variables: readonly VariableUse[];
}

/** `from "${PORT}"; PORT=abc was set in .env:3:1` */
export function interpolationText({ template, variables }: Interpolated): string {
  return [`from ${quote(template)}`, ...variables.map(variableText)].join('; ');
}

function variableText({ name, value, from }: VariableUse): string {
  if (from.kind === 'unset' || value === undefined) return `${name} is not set`;
  const setting = `${name}=${/^[^\s"]{0,60}$/.test(value) ? value : quote(value)}`;
  if (from.kind === 'file') return `${setting} was set in ${positionText(from.at)}`;
  return from.kind === 'stack' ? `${setting} is made by the stack` : `${setting} is set in the environment`;
}

/** How the file came into the stack, outermost last: `included at stack.yml:3:5`; nothing for the files asked for. */
export function arrivalText(source: Source): string {
  return arrivals(source)
    .map(({ role, from }) => `${ARRIVALS[role]} at ${positionText(from)}`)
    .join(', ');
}

const ARRIVALS: Readonly<Record<SourceOrigin['role'], string>> = {
  file: 'named',
  override: 'named',
  include: 'included',
  extends: 'extended',
  env_file: 'named as env_file',
  label_file: 'named as label_file',
};

/** The places behind {@link interpolationText} and {@link arrivalText}. */
export function relatedPlaces(source: Source, interpolated: Interpolated | undefined): RelatedPlace[] {
  const settings = (interpolated?.variables ?? []).flatMap(({ name, from }) =>
    from.kind === 'file' ? [{ ...positionAt(from.at), message: `${name} was set here` }] : [],
  );
  const ways = arrivals(source).map(({ role, from }) => ({
    ...positionAt(from),
    message: `${source.name} was ${ARRIVALS[role]} here`,
  }));
  return [...settings, ...ways];
}

function arrivals(source: Source): { readonly role: SourceOrigin['role']; readonly from: Place }[] {
  const { role, from } = source.origin;
  return from === undefined ? [] : [{ role, from }, ...arrivals(from.source)];
}

function positionText(place: Place): string {
  const { file, line, column } = positionAt(place);
  return `${file}:${line}:${column}`;
}
