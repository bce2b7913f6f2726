import type { RankGroup } from "../collective/rank_group.ts";
import type { Feeder } from "../data/feeder.ts";
import { readsLate } from "../late_reads/fetch_values.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import { ShardedPass } from "./sharded_pass.ts";
import { type Measured, type OnOutputs, WholePass } from "./whole_pass.ts";

/** What is measured, on what. */
export interface EvaluatedPass extends Measured {
  /** Stands at the start of an epoch, and is at the start of the next after the pass. */
  readonly feeder: Feeder;
  /** The ranks that measure it together. @default this process alone */
  readonly group?: RankGroup;
}

/** How a pass shares its thread, and what breaks it off. */
export interface PassControl {
  /** Ends the wait for a batch. */
  readonly signal?: AbortSignal;
  /** Is shown each batch, with the outputs of the network. The caller disposes both. */
  readonly onOutputs?: OnOutputs | undefined;
  /** Called after each batch; a promise is awaited. */
  readonly afterBatch?: () => void | Promise<void>;
  /** Whether to break off. */
  readonly stopped?: () => boolean;
}

/**
 * Measures a network on all examples of a split, each counting alike: the one pass that validation, the test split and
 * an evaluation of a saved model are.
 *
 * @returns Undefined if it was broken off: the feeder is put back to where it stood.
 */
export async function evaluatePass(
  { feeder, group, ...measured }: EvaluatedPass,
  { signal, onOutputs, afterBatch, stopped = () => signal?.aborted ?? false }: PassControl = {},
): Promise<PassReport | undefined> {
  const begin = feeder.cursor();
  const late = readsLate();
  const pass = group && !group.whole ? new ShardedPass(measured, group) : new WholePass(measured);
  for (;;) {
    const upcoming = feeder.next(signal);
    const batch = upcoming instanceof Promise ? await upcoming : upcoming;
    if (!batch && !stopped()) return pass.report();
    if (batch) {
      try {
        if (late) await pass.addLate(batch, onOutputs);
        else pass.add(batch, onOutputs);
      } finally {
        batch.dispose();
      }
      const pause = afterBatch?.();
      if (pause) await pause;
      if (!stopped()) continue;
    }
    feeder.seek(begin);
    return undefined;
  }
}
