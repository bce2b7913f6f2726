import type { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { BatchGradient, GradientRule, StepGradient } from "./gradient_rule.ts";

/** A rule for steps in which no seed is a task beside the host's loss, and one for those in which some are. */
export class WhileGrafted implements GradientRule {
  readonly #without: GradientRule;
  readonly #grafted: GradientRule;
  readonly #seeds: Pick<SeedTraining, "grafted">;

  constructor(without: GradientRule, grafted: GradientRule, seeds: Pick<SeedTraining, "grafted">) {
    this.#without = without;
    this.#grafted = grafted;
    this.#seeds = seeds;
  }

  differentiate(batch: Batch): BatchGradient {
    return this.#rule.differentiate(batch);
  }

  measure(...step: Parameters<GradientRule["measure"]>): tf.Tensor1D {
    return this.#rule.measure(...step);
  }

  conclude(...step: Parameters<GradientRule["conclude"]>): StepGradient {
    return this.#rule.conclude(...step);
  }

  /** The same from a step's first batch to its end: seeds change between steps. */
  get #rule(): GradientRule {
    return this.#seeds.grafted.length > 0 ? this.#grafted : this.#without;
  }
}
