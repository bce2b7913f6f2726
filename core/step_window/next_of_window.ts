import type { BatchHistory } from "../autopilot/batch_history.ts";
import type { Batch } from "../data/feeder.ts";
import { type BatchScope, nextBatches } from "../data/next_batches.ts";

/** Where further batches of a window come from. */
export interface WindowScope extends BatchScope {
  readonly batches: BatchHistory;
  readonly intents: BatchScope["intents"] & { readonly any: boolean };
  readonly progress: { readonly epoch: number; readonly step: number };
}

/** Batches of a further step of a window, unless something has to be settled before it. */
export async function nextOfWindow(
  scope: WindowScope,
  beforeStep: readonly (() => void)[],
): Promise<readonly Batch[] | undefined> {
  const { batches: history, intents, progress, train } = scope;
  for (const hook of beforeStep) hook();
  if (intents.any || intents.stop) return undefined;
  const from = train.position;
  train.hold();
  const batches = await nextBatches(scope);
  if (!batches && intents.stop) train.seek({ ...train.cursor(), batch: from });
  if (!train.release() || !batches?.length) {
    for (const batch of batches ?? []) batch.dispose();
    return undefined;
  }
  history.add(progress.step, { epoch: progress.epoch, from, to: train.position });
  return batches;
}
