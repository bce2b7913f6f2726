import { type GradientAggregator, parseOptions, type Task } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindAggregator, checkNames } from "../_shared/mod.ts";

// T = tasks

/** How much each task counts. */
export interface WeightedSumOptions {
  /** Factor of a task's gradient by the task's name, at least 0. @default 1 each */
  readonly weights?: Readonly<Record<string, number>>;
}

const NAME = "weightedSum";

const WeightedSumSchema: z.ZodType<Required<WeightedSumOptions>> = z.strictObject({
  weights: z.record(z.string(), z.number().min(0)).default({}),
});

class WeightedSum implements GradientAggregator {
  readonly name = "weighted-sum";
  readonly #weights: ReadonlyMap<string, number>;

  constructor({ weights }: Required<WeightedSumOptions>) {
    this.#weights = new Map(Object.entries(weights));
  }

  check(tasks: readonly Task[]): void {
    checkNames(NAME, "weights", [...this.#weights.keys()], tasks);
  }

  weights(_gram_TT: Float64Array, tasks: readonly Task[]): Float64Array {
    return Float64Array.from(tasks, (task) => this.fixedWeight(task));
  }

  fixedWeight({ name }: Task): number {
    return this.#weights.get(name) ?? 1;
  }
}

/** Adds the gradients up: sum_i w_i g_i, the gradient of the weighted sum of the losses. */
export function weightedSum(options: WeightedSumOptions = {}): ContainerModule {
  return bindAggregator(new WeightedSum(parseOptions(`make ${NAME}`, WeightedSumSchema, options)));
}
