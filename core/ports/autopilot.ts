import type { Alarm } from "./watchdog.ts";

/** What is different from now on. Steps are updates done. */
export interface RecoveryPlan {
  /** Updates done, at most, in the state that training goes back to. */
  readonly backTo: number;
  /** The batches of these steps are left out when their turn comes again; undefined if none are. */
  readonly quarantine: StepRange | undefined;
  /** What every learning rate is multiplied by for a while, from 0 to 1; 1 for none. */
  readonly rateFactor: number;
  /**
   * What they are multiplied by where no batch is left out after all: more than half of an epoch's never are. @default rateFactor
   */
  readonly rateFactorAlone?: number;
  /** Steps from the first alarm's on that the rates stay cut. */
  readonly rateSteps: number;
}

/** Steps by the updates done before them, both ends included. */
export interface StepRange {
  /** The first. */
  readonly from: number;
  /** The last. */
  readonly to: number;
}

/** What to do about an alarm: go back and around, end the run, or note it and go on. */
export type RecoveryDecision =
  | { readonly kind: "go-back"; readonly plan: RecoveryPlan }
  | { readonly kind: "give-up"; readonly reason: string }
  | { readonly kind: "go-on" };

/**
 * Decides what is done about an alarm. Exactly one a run.
 *
 * A provider must: (1) depend on nothing but its arguments; (2) go back to no later than the alarm's first step; (3) do
 * something else on each try, or it will fail again; (4) give up, or go on, after a bounded number of tries.
 */
export interface Autopilot {
  /** Name shown in spans and in the run's report. */
  readonly name: string;
  /** Steps without an alarm, counted from the last step that showed one, before it is over. */
  readonly clearAfter: number;
  /**
   * What to do.
   *
   * @param tries How often training went back already because of this, without getting clear of it.
   */
  respond(alarm: Alarm, tries: number): RecoveryDecision;
}
