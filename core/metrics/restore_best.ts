import { TolariaError } from "../errors/mod.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { BestEpoch } from "./best_epoch.ts";

/** Restores the best epoch's weights, and returns its number. If they do not fit the groups any more, that is an incident. */
export function restoreBest(
  best: BestEpoch,
  trained: Parameters<BestEpoch["restore"]>[0] & { readonly events: RunEventEmitter },
): number | undefined {
  const { events } = trained;
  if (best.lacksWeights) {
    const message = `epoch ${best.epoch} was the best, but was trained without restoreBest: its weights were not kept`;
    events.emit("best/not-restored", { message });
  }
  try {
    return best.restore(trained);
  } catch (error) {
    if (!TolariaError.is(error, "group/changed")) throw error;
    events.emit("best/not-restored", { message: error.message });
    return undefined;
  }
}
