import type { PassReport } from "../../../core/mod.ts";
import type { Evidence } from "./gates.ts";
import type { Plot, Seed } from "./plot.ts";

/** What the last epoch came to. */
export interface LastEpoch {
  readonly train: PassReport;
  /** The validation's, or the training's where there is no validation. */
  readonly judged: PassReport;
}

/** What is known of a seed: all numbers that are there already. */
export function evidenceOf(
  plot: Plot,
  seed: Seed,
  last: LastEpoch | undefined,
  scale: number,
): Evidence {
  const { counts, ownLoss } = plot;
  return {
    ...counts,
    probe: seed.probe,
    parameterCount: seed.network.parameterCount,
    ownLoss: ownLoss.mean,
    hostLoss: last?.train.loss ?? Number.NaN,
    alpha: plot.alpha,
    lossBefore: seed.before?.loss ?? Number.NaN,
    loss: last?.judged.loss ?? Number.NaN,
    scale,
    weightsHeld: seed.network.variables.filter(({ isDisposed }) => !isDisposed).length,
  };
}
