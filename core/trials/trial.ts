import type { Span } from "../../deps.ts";
import type { TrialReport } from "../ports/reports/trial_report.ts";
import type { SeedTrial } from "../ports/seed_training.ts";
import type { TrainingState } from "../ports/training_state.ts";

/** A trial in progress. */
export interface Trial {
  readonly seed: SeedTrial;
  /** Where both branches begin: the seed is still to be tried. */
  readonly beginning: TrainingState;
  /** Steps of a branch: fewer than asked for if the run would have ended earlier. */
  readonly steps: number;
  readonly span: Span;
  /** Multiply-adds of the run when the branch in progress began. */
  ledgerBefore: number;
  /** How the branch without the seed ended; undefined as long as it is in progress. */
  readonly without?: {
    readonly end: TrainingState;
    readonly loss: number;
    /** Multiply-adds of the branch and its measurement. */
    readonly multiplyAdds: number;
    /** Those of the measurement. */
    readonly measured: number;
  };
}

/** What came of a trial. */
interface Found extends Pick<TrialReport, "lossWithout" | "lossWith" | "kept"> {
  readonly multiplyAdds?: number;
  readonly brokenOff?: string | undefined;
}

/** The report on a trial. */
export function reportOf(
  { seed, beginning, steps }: Trial,
  { lossWithout, lossWith, kept, multiplyAdds = 0, brokenOff }: Found,
): TrialReport {
  return {
    step: beginning.step,
    steps,
    lossWithout,
    lossWith,
    gain: gainOf(lossWithout, lossWith),
    minGain: seed.minGain,
    kept,
    multiplyAdds,
    ...(brokenOff !== undefined && { brokenOff }),
  };
}

/** By how much of `without` the loss is lower with the seed. */
export function gainOf(without: number, withSeed: number): number {
  return (without - withSeed) / Math.abs(without);
}
