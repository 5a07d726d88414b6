export type TokenType =
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
  /** Text of a scalar, name of an anchor or alias, suffix of a tag, prefix of a tag directive. */
  readonly text: string;
  /** Handle of a tag or tag directive. */
  readonly handle?: string;
  /** A scalar without quotes, whose type is found by its text. */
  readonly plain?: boolean;
}
