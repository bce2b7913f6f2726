import type { PassReport } from "../../../core/mod.ts";
import type { Evidence } from "./gates.ts";
import type { Seed, SlotState } from "./slot_state.ts";

/** Metrics of the last epoch. */
export interface LastEpoch {
  readonly train: PassReport;
  /** Validation metrics, or training metrics if there is no validation set. */
  readonly judged: PassReport;
}

/** Collects the evidence on a seed from numbers that were computed already. */
export function evidenceOf(
  slotState: SlotState,
  seed: Seed,
  last: LastEpoch | undefined,
  scale: number,
): Evidence {
  const { counts, ownLoss } = slotState;
  return {
    ...counts,
    probe: seed.probe,
    parameterCount: seed.network.parameterCount,
    ownLoss: ownLoss.mean,
    hostLoss: last?.train.loss ?? Number.NaN,
    alpha: slotState.alpha,
    lossBefore: seed.before?.loss ?? Number.NaN,
    loss: last?.judged.loss ?? Number.NaN,
    trial: seed.trial,
    scale,
    weightsHeld: seed.network.variables.filter(({ isDisposed }) => !isDisposed).length,
  };
}
