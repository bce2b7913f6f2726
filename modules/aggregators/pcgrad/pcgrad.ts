import {
  type GradientAggregator,
  parseOptions,
  type RandomStream,
  type Task,
} from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindAggregator } from "../_shared/mod.ts";
import { pcgradWeights } from "./pcgrad_weights.ts";

// T = tasks

/** How the projected gradients become one. */
export interface PcgradOptions {
  /**
   * Whether they are added up, as the paper has it, or averaged, which is the same gradient divided by the
   * number of tasks. @default "sum"
   */
  readonly reduction?: "sum" | "mean";
}

const PcgradSchema: z.ZodType<Required<PcgradOptions>> = z.strictObject({
  reduction: z.enum(["sum", "mean"]).default("sum"),
});

class Pcgrad implements GradientAggregator {
  readonly name = "pcgrad";
  readonly #options: Required<PcgradOptions>;

  constructor(options: Required<PcgradOptions>) {
    this.#options = options;
  }

  check(): void {}

  weights(gram_TT: Float64Array, tasks: readonly Task[], random: RandomStream): Float64Array {
    const orders = tasks.map(() => shuffled(tasks.length, random));
    const weights_T = pcgradWeights(gram_TT, orders);
    if (this.#options.reduction === "sum") return weights_T;
    return weights_T.map((weight) => weight / tasks.length);
  }
}

/** The numbers below `count` in a random order: the shuffle of Fisher and Yates. */
function shuffled(count: number, random: RandomStream): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

/**
 * Gradient surgery: takes out of each task's gradient the part that fights another's, then adds them up.
 *
 * Each task is projected against every other in a random order, which follows from the run's seed:
 *
 *     g_i <- g_i - (g_i . g_j / |g_j|^2) g_j  where  g_i . g_j < 0
 *
 * @see Yu et al. 2020, "Gradient Surgery for Multi-Task Learning", arXiv:2001.06782, algorithm 1.
 */
export function pcgrad(options: PcgradOptions = {}): ContainerModule {
  return bindAggregator(new Pcgrad(parseOptions("make pcgrad", PcgradSchema, options)));
}
