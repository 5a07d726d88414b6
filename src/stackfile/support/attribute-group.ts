/** What `up` makes of an attribute: honours it, refuses it by name, or has nothing to do for it. */
export type SupportState = 'works' | 'refused' | 'no effect';

/** Attributes of one kind of map in the stack file. */
export interface AttributeGroup {
  /** Where such a map stands; `*` is any name, `[]` any list item. */
  readonly at: string;
  readonly works: readonly string[];
  /** In the Compose Specification, and accepted by `config`; the engine can't do it yet. */
  readonly refused: readonly string[];
  /** Says nothing to an engine on one machine: notes for readers, settings of clusters. */
  readonly noEffect: readonly string[];
  /** Attributes that work for some values alone. */
  readonly values: Readonly<Record<string, ValueRule>>;
  /** Why some are refused for good, and what to write instead. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** The values that work; for a list, each of its items has to be one. */
export interface ValueRule {
  readonly only?: readonly string[];
  readonly pattern?: RegExp;
  /** Most items of a list. */
  readonly most?: number;
  /** The values in words, after "works for". */
  readonly words: string;
}

interface GroupParts {
  readonly works?: string;
  readonly refused?: string;
  readonly noEffect?: string;
  readonly values?: Readonly<Record<string, ValueRule>>;
  readonly reasons?: Readonly<Record<string, string>>;
}

/** A group from attributes that are separated by white space. */
export function group(at: string, { works, refused, noEffect, values, reasons }: GroupParts): AttributeGroup {
  return {
    at,
    works: words(works),
    refused: words(refused),
    noEffect: words(noEffect),
    values: values ?? {},
    reasons: reasons ?? {},
  };
}

export function only(...values: readonly string[]): ValueRule {
  return { only: values, words: values.map((value) => `\`${value}\``).join(', ') };
}

function words(text = ''): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
