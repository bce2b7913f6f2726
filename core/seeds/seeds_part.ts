import { z } from "../../deps.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { ComputeLedger } from "../ledger/compute_ledger.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { EpochReport, RunReport } from "../ports/reports/run_report.ts";
import type { SeedStory } from "../ports/reports/seed_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import type { GraftedSeed, SeedTraining } from "../ports/seed_training.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import { SeedInfluences, SeedInfluencesSchema } from "./seed_influence.ts";

/** How much reached the weights through each seed. */
export interface InfluenceSums {
  /** Since the trainer's first run. */
  readonly run: SeedInfluences;
  /** In the epoch in progress. */
  epoch: SeedInfluences;
}

/** Seeds in a run: their events, and how much each contributes. */
export class SeedsPart implements RunPart {
  readonly name = "seeds";
  readonly slices: readonly StateSlice[];
  readonly #seeds: SeedTraining;
  readonly #influences: InfluenceSums;
  readonly #ledger: Pick<ComputeLedger, "of" | "addTrial">;
  readonly #unsubscribe: () => void;

  constructor(
    seeds: SeedTraining,
    influences: InfluenceSums,
    ledger: Pick<ComputeLedger, "of" | "addTrial">,
    events: RunEventEmitter,
  ) {
    this.#seeds = seeds;
    this.#ledger = ledger;
    this.#influences = influences;
    this.slices = [influencesSlice(influences)];
    this.#unsubscribe = seeds.listen({
      onTransition: (transition) => events.emit("seed/transition", { transition }),
      onFault: (message) => events.emit("seed/non-finite", { message }),
      onMeasured: (cost) => ledger.addTrial(cost, cost.forward + cost.backward),
    });
  }

  /** Counts what a step's gradients brought through the seeds that were grafted in when it was taken. */
  observe({ combination }: StepOutcome, grafted: readonly GraftedSeed[]): void {
    if (!combination || grafted.length === 0) return;
    this.#influences.run.observe(combination, grafted);
    this.#influences.epoch.observe(combination, grafted);
  }

  /** Means of the epoch that ends, for its report; begins the next. */
  takeEpoch(): Pick<EpochReport, "seeds"> {
    const { all } = this.#influences.epoch;
    this.#influences.epoch = new SeedInfluences();
    return all.length === 0 ? {} : { seeds: all };
  }

  atBoundary(report: IntervalReport): void {
    this.#seeds.endEpoch(report);
  }

  report(): Pick<RunReport, "seeds"> {
    return {
      seeds: this.#seeds.stories.map((story): SeedStory => {
        const { seed, generation } = story;
        const influence = this.#influences.run.of(seed, generation);
        const multiplyAdds = this.#ledger.of(seed, generation);
        return {
          ...story,
          ...(multiplyAdds > 0 && { multiplyAdds }),
          ...(influence && { influence }),
        };
      }),
    };
  }

  dispose(): void {
    this.#unsubscribe();
  }
}

function influencesSlice(influences: InfluenceSums): StateSlice {
  return defineSlice({
    name: "influences",
    schema: z.strictObject({ run: SeedInfluencesSchema, epoch: SeedInfluencesSchema }),
    read: () => ({ run: influences.run.state(), epoch: influences.epoch.state() }),
    write: ({ run, epoch }) => {
      influences.run.restore(run);
      influences.epoch.restore(epoch);
    },
  });
}
