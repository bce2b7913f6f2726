/** One change of a group's rate. */
export interface RateChange {
  /** Update before which it happened. */
  readonly step: number;
  /** Name of the group, after it where that is what changed. */
  readonly group: string;
  /** Rate before; undefined for the first rate of a group. */
  readonly from: number | undefined;
  /** Rate after; undefined if the group was dropped. */
  readonly to: number | undefined;
  /** Why, for people: the policy's name, or what else moved it. */
  readonly reason: string;
}

/** When a rate was found to have moved. */
export type ViolationMoment = "between steps" | "during the update";

/** A learning rate that somebody other than the authority wrote. */
export interface RateViolation {
  /** Name of the group. */
  readonly group: string;
  /** Rate that the authority set. */
  readonly expected: number;
  /** Rate that was there instead. */
  readonly found: number;
  /** Updates done before the one in which it was found. */
  readonly step: number;
  /** When it was found. */
  readonly moment: ViolationMoment;
}
