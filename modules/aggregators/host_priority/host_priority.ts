import {
  type GradientAggregator,
  parseOptions,
  type Task,
  TolariaError,
} from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindAggregator, checkNames, projected, sumOf } from "../_shared/mod.ts";

// T = tasks

/** Who does not give way. */
export interface HostPriorityOptions {
  /** Names of the tasks whose gradients stay as they are. @default those of the host, where seeds grow in it */
  readonly primary?: readonly string[];
}

const NAME = "hostPriority";

const HostPrioritySchema: z.ZodType<HostPriorityOptions> = z.strictObject({
  primary: z.array(z.string()).min(1).optional() as z.ZodType<readonly string[]>,
});

class HostPriority implements GradientAggregator {
  readonly name = "host-priority";
  readonly #primary: readonly string[] | undefined;

  constructor({ primary }: HostPriorityOptions) {
    this.#primary = primary;
  }

  check(tasks: readonly Task[]): void {
    if (this.#primary) checkNames(NAME, "primary", this.#primary, tasks);
    else if (tasks.length > 1 && tasks.every(({ role }) => role === "host")) {
      const names = tasks.map(({ name }) => name).join(", ");
      throw new TolariaError(
        "options/invalid",
        `"primary" must name who has priority where all tasks are the host's, which are ${names}, but is undefined. Cannot combine gradients with ${NAME}.`,
      );
    }
  }

  weights(gram_TT: Float64Array, tasks: readonly Task[]): Float64Array {
    const isPrimary = ({ name, role }: Task) => this.#primary?.includes(name) ?? role === "host";
    const indices = tasks.map((_, index) => index);
    const rivals = indices.filter((index) => isPrimary(tasks[index] as Task));
    const ownOf = (index: number) => (rivals.includes(index) ? [] : rivals);
    return sumOf(indices.map((index) => projected(gram_TT, index, ownOf(index))));
  }
}

/**
 * Lets only the seeds, or the secondary tasks, give way: each loses the part that fights a primary task's
 * gradient, and then all are added up. With h for each primary task in turn, in the order of the tasks:
 *
 *     g_i <- g_i - (g_i . g_h / |g_h|^2) g_h  where  g_i . g_h < 0
 *
 * With a single primary task, the combined gradient never points against it.
 *
 * @see Yu et al. 2020, arXiv:2001.06782: the projection of algorithm 1, in one direction.
 */
export function hostPriority(options: HostPriorityOptions = {}): ContainerModule {
  return bindAggregator(
    new HostPriority(parseOptions(`make ${NAME}`, HostPrioritySchema, options)),
  );
}
