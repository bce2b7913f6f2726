/** Something that was not done, and why. */
export interface Skipped {
  /** What was not done. */
  readonly name: string;
  /** Why, for people. */
  readonly reason: string;
}
