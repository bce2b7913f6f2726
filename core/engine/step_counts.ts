import type { Session } from "./session.ts";

/** Optimizer updates in an epoch. */
export function stepsPerEpoch(session: Session): number {
  return Math.ceil(session.train.batchesPerEpoch / session.settings.accumulationSteps);
}

/** Optimizer updates in the next `epochs` epochs, the first of which may be in progress. */
export function stepsAhead(session: Session, epochs: number): number {
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
