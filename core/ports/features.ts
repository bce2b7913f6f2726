/**
 * What can be done without for a while, first what is missed least: the order in which it is given up where time is
 * short.
 */
export const SHED_ORDER = [
  /** Profiles. */
  "profile",
  /** Field reports to the controller; held back, not lost. */
  "field-reports",
  /** State packets that are written for others to read. */
  "packets",
  /** Spans of steps: one in ten of those that there would be. */
  "step-spans",
  /** Checkpoints: one in {@link CONSERVATIVE_CHECKPOINT_EVERY} of those that there would be, never none. */
  "checkpoints",
  /** Seeds that change their stage. */
  "seed-changes",
] as const;

/** Something that can be done without for a while. */
export type Feature = (typeof SHED_ORDER)[number];

/** In conservative mode, one checkpoint in this many is written. */
export const CONSERVATIVE_CHECKPOINT_EVERY = 4;

/** In conservative mode, one step span in this many is made. */
export const CONSERVATIVE_STEP_SPAN_EVERY = 10;
