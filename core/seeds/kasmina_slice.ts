import type { Parameter } from "../ports/host.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { StatePart } from "../ports/training_state.ts";
import type { SliceRestore, StateSlice } from "../state/define_slice.ts";

/** Lets seeds take part in restores. */
export class KasminaSlice implements StateSlice {
  readonly name = "kasmina";
  readonly #seeds: SeedTraining;
  #coming: readonly Parameter[] | undefined;

  constructor(seeds: SeedTraining) {
    this.#seeds = seeds;
  }

  /** Weights of the seeds that there are; in a restore, of those that there will be. */
  get parameters(): readonly Parameter[] {
    return this.#coming ?? this.#seeds.parameters;
  }

  capture(): StatePart {
    return this.#seeds.capture();
  }

  prepare(part: StatePart): SliceRestore {
    const prepared = this.#seeds.prepareRestore(part);
    this.#coming = prepared.parameters;
    return {
      commit: () => prepared.commit(),
      confirm: () => prepared.confirm(),
      settle: () => {
        this.#coming = undefined;
        prepared.settle();
      },
      abort: () => {
        this.#coming = undefined;
        prepared.abort();
      },
    };
  }
}
