/** The syntax tree of a template (Go's text/template), as far as lists and inspections use it. */

/** What every part of an action knows of its place. */
interface Placed {
  /** Offset in the template that messages point at. */
  readonly position: number;
  /** The text of the part, for messages. */
  readonly part: string;
}

export type Expression = Placed &
  (
    | { readonly type: 'dot' }
    | { readonly type: 'nil' }
    | { readonly type: 'literal'; readonly value: string | number | boolean }
    /** `.A.B`: fields of the dot. */
    | { readonly type: 'field'; readonly names: readonly string[] }
    /** `$x.A`. */
    | { readonly type: 'variable'; readonly name: string; readonly names: readonly string[] }
    /** `(pipeline).A`. */
    | { readonly type: 'chain'; readonly of: Expression; readonly names: readonly string[] }
    | { readonly type: 'function'; readonly name: string }
    | { readonly type: 'pipeline'; readonly pipeline: Pipeline }
  );

/** A value, or a function with its arguments. */
export interface Command extends Placed {
  readonly first: Expression;
  readonly rest: readonly Expression[];
}

export interface Pipeline extends Placed {
  /** `$x`, or for `range` `$index, $element`. */
  readonly variables: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Branch {
  readonly type: 'if' | 'with' | 'range';
  readonly pipeline: Pipeline;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

/** Another template, applied to other data; without any it has none. */
export interface TemplateCall extends Placed {
  readonly type: 'template';
  readonly name: string;
  readonly pipeline?: Pipeline;
}

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | { readonly type: 'break' }
  | { readonly type: 'continue' }
  | Branch
  | TemplateCall;

/** Name of what stands in no definition. */
export const MAIN_TEMPLATE = '';

export interface Template {
  readonly source: string;
  /** By name: those that are defined in it, and itself. */
  readonly templates: ReadonlyMap<string, readonly Node[]>;
}
