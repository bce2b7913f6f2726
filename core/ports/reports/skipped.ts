/** Something that was not done, and why. */
export interface Skipped {
  /** What was left out. */
  readonly what: string;
  /** Why, for people. */
  readonly reason: string;
}
