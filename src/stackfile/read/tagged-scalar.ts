import type { Place } from '../place.js';
import { quote, type ScalarNode, scalar } from '../tree.js';
import { resolvePlainScalar } from './scalar.js';
import { timestampText } from './timestamp.js';

/** A scalar as it stands in the text. */
export interface WrittenScalar {
  readonly text: string;
  /** Without quotes: its type is found by its text. */
  readonly plain: boolean;
}

export const YAML_TAG = 'tag:yaml.org,2002:';

/** A scalar, or what is wrong with it; a date is one only for extensions. */
export type ScalarResult = ScalarNode | { readonly problem: string } | { readonly date: string };

/**
 * The value of a scalar by its text, quotes and tag. A tag of somebody's own makes text of it.
 * @param tag in full; undefined when none is written
 */
export function taggedScalar(
  { text, plain }: WrittenScalar,
  tag: string | undefined,
  at: Place,
): ScalarResult {
  if (tag === undefined || tag === '!') return plain ? plainScalar(text, at) : scalar(at, text);
  if (!tag.startsWith(YAML_TAG)) return scalar(at, text);
  const type = tag.slice(YAML_TAG.length);
  if (type === 'binary') return binary(text, at);
  const { value, float } = resolvePlainScalar(text);
  const number = typeof value === 'number';
  const fits: Readonly<Record<string, boolean>> = {
    int: number && !float,
    float: number,
    bool: typeof value === 'boolean',
    null: value === null,
    timestamp: timestampText(text) !== undefined,
  };
  if (fits[type] === undefined) return scalar(at, text);
  if (!fits[type]) return { problem: `${quote(text)} is no ${type}, as the tag !!${type} has it` };
  if (type === 'timestamp') return plainScalar(text, at);
  return float || type === 'float' ? { ...scalar(at, value), float: true } : scalar(at, value);
}

function plainScalar(text: string, at: Place): ScalarResult {
  const date = timestampText(text);
  if (date !== undefined) return { date };
  const { value, float } = resolvePlainScalar(text);
  return float ? { ...scalar(at, value), float } : scalar(at, value);
}

function binary(text: string, at: Place): ScalarResult {
  const digits = text.replace(/\s/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(digits)) {
    return { problem: `${quote(text)} is not base64, as the tag !!binary has it` };
  }
  const bytes = Uint8Array.from(atob(digits), (character) => character.charCodeAt(0));
  return scalar(at, new TextDecoder().decode(bytes));
}
