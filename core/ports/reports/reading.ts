/** A value as it stands: what a gauge shows, and a packet carries. */
export interface Reading {
  /** As in the table of names. */
  readonly name: string;
  /** The value, in the unit of the table. */
  readonly value: number;
  /** What tells it from others of that name. */
  readonly attributes: Readonly<Record<string, string>>;
}
