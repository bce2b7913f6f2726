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
  /** Step of the run after which the training loss of a branch counts: the seed has come in by then. */
  readonly judgedFrom: number;
  readonly span: Span;
  /** Multiply-adds of the run when the branch in progress began. */
  ledgerBefore: number;
  /** How the branch without the seed ended; undefined as long as it is in progress. */
  readonly without?: {
    readonly end: TrainingState;
    readonly loss: number;
    /** Training losses of the steps of its later half. */
    readonly trained: readonly number[];
    /** Multiply-adds of the branch and its measurement. */
    readonly multiplyAdds: number;
    /** Those of the measurement. */
    readonly measured: number;
  };
}

/** What came of a trial. */
interface Found extends Pick<TrialReport, "lossWithout" | "lossWith" | "kept"> {
  readonly gain: number;
  readonly trainingGain?: number;
  readonly multiplyAdds?: number;
  readonly brokenOff?: string | undefined;
}

/** The report on a trial. */
export function reportOf(
  { seed, beginning, steps }: Trial,
  { lossWithout, lossWith, gain, trainingGain = Number.NaN, kept, ...rest }: Found,
): TrialReport {
  const { multiplyAdds = 0, brokenOff } = rest;
  return {
    step: beginning.step,
    steps,
    lossWithout,
    lossWith,
    gain,
    ...(!Number.isNaN(trainingGain) && { trainingGain }),
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
