import { type GradientAggregator, parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindAggregator } from "../_shared/mod.ts";
import { cagradWeights } from "./cagrad_weights.ts";

/** How far from the mean gradient it may go. */
export interface CagradOptions {
  /** Radius of the ball around the mean gradient, as a share of that one's length, at least 0. @default 0.4 */
  readonly c?: number;
}

// 0.4 is what the paper's own experiments take on all but one of their tasks.
const CagradSchema: z.ZodType<Required<CagradOptions>> = z.strictObject({
  c: z.number().min(0).default(0.4),
});

class Cagrad implements GradientAggregator {
  readonly name = "cagrad";
  readonly #c: number;

  constructor({ c }: Required<CagradOptions>) {
    this.#c = c;
  }

  check(): void {}

  weights(gram_TT: Float64Array): Float64Array {
    return cagradWeights(gram_TT, this.#c);
  }
}

/**
 * Looks in a ball around the mean gradient g_0 for the direction whose smallest gain over the tasks is largest:
 *
 *     max_d min_i d . g_i  with  |d - g_0| <= c |g_0|
 *
 * With c = 0 it is the mean; as c grows, it goes over into MGDA. A task whose gradient is zero may make it zero.
 *
 * @see Liu et al. 2021, "Conflict-Averse Gradient Descent for Multi-task Learning", arXiv:2110.14048,
 * algorithm 1.
 */
export function cagrad(options: CagradOptions = {}): ContainerModule {
  return bindAggregator(new Cagrad(parseOptions("make cagrad", CagradSchema, options)));
}
