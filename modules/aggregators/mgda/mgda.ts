import type { GradientAggregator } from "../../../core/mod.ts";
import type { ContainerModule } from "../../../deps.ts";
import { bindAggregator, minNormPoint } from "../_shared/mod.ts";

const MGDA: GradientAggregator = {
  name: "mgda",
  check: () => {},
  weights: minNormPoint,
};

/**
 * Takes the shortest vector of the gradients' convex hull, which is a direction in which no loss rises:
 *
 *     d = sum_i w_i g_i,  w >= 0, sum_i w_i = 1, |d| least;  then  d . g_i >= |d|^2 for each i
 *
 * A task whose gradient is zero makes it zero: its loss cannot fall any more without another's rising. The
 * problem is solved exactly, and not by some steps of Frank-Wolfe.
 *
 * @see Désidéri 2012, "Multiple-gradient descent algorithm (MGDA) for multiobjective optimization",
 * doi:10.1016/j.crma.2012.03.014.
 */
export function mgda(): ContainerModule {
  return bindAggregator(MGDA);
}
