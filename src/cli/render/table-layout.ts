export interface TableLayout {
  /** Narrowest a column can be, its padding included. */
  readonly minWidth: number;
  /** Spaces after the longest cell of a column. */
  readonly padding: number;
}
