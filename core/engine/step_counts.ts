import { UNKNOWN_STEPS } from "../driven/check_lengths.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import type { Session } from "./session.ts";

/** Optimizer updates in an epoch. */
export function stepsPerEpoch(session: Session): number {
  return Math.ceil(session.train.batchesPerEpoch / session.settings.accumulationSteps);
}

/** Optimizer updates of a run that begins: in the epochs to come, the first of which may be in progress. */
export function stepsAhead(session: Session, { epochs, driven }: CheckedRunOptions): number {
  if (driven) return driven.steps ?? UNKNOWN_STEPS;
  const { batchesPerEpoch } = session.train;
  // At the end of an epoch all of its batches are handed out, and none of the next one's.
  return stepsIn(
    session,
    batchesPerEpoch - (session.train.cursor().batch % batchesPerEpoch),
    epochs,
  );
}

/** Optimizer updates up to the end of `epochs` epochs, the first of which is in progress and may have no batch left. */
export function stepsLeft(session: Session, epochs: number): number {
  if (epochs <= 0) return 0;
  return stepsIn(session, session.train.batchesPerEpoch - session.train.cursor().batch, epochs);
}

/** Updates for so many batches of one epoch, and in all of the others. */
function stepsIn(session: Session, batches: number, epochs: number): number {
  const { accumulationSteps } = session.settings;
  return Math.ceil(batches / accumulationSteps) + (epochs - 1) * stepsPerEpoch(session);
}
