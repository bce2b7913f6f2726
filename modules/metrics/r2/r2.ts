import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindRegressionMetric, type MetricOptions, MetricShape } from "../_shared/mod.ts";

/** What R2 is taken of. */
export type R2Options = MetricOptions;

const R2Schema = z.strictObject(MetricShape);

/**
 * Coefficient of determination, 1 - sum (predicted - target)^2 / sum (target - mean)^2, of each number of the output by
 * itself and then averaged.
 *
 * If a target never changes, it is 1 if all predictions are exact, else 0. The mean and the squares around it are
 * updated together, so that targets far from 0 lose no digits.
 *
 * @see `sklearn.metrics.r2_score`; West 1979, doi:10.1145/359146.359153; Chan, Golub and LeVeque 1983 for the merge,
 * doi:10.1080/00031305.1983.10483115.
 */
export function r2(options: R2Options = {}): ContainerModule {
  const checked = parseOptions("make r2", R2Schema, options);
  return bindRegressionMetric(
    {
      base: "r2",
      better: "higher",
      // Weight, mean of the targets, squares around it, squares of the differences.
      parts: 4,
      add: (sums, at, target, predicted, weight) => {
        addMoments(sums, at, weight, target, 0);
        sums[at + 3] = (sums[at + 3] as number) + weight * (predicted - target) ** 2;
      },
      merge: (sums, at, others) => {
        const [weight, mean, squares, errors] = others.subarray(at, at + 4);
        if (weight === 0) return;
        addMoments(sums, at, weight as number, mean as number, squares as number);
        sums[at + 3] = (sums[at + 3] as number) + (errors as number);
      },
      result: (sums, at) => {
        const [weight, , squares, errors] = sums.subarray(at, at + 4) as unknown as number[];
        if (weight === 0) return Number.NaN;
        if (squares === 0) return errors === 0 ? 1 : 0;
        return 1 - (errors as number) / (squares as number);
      },
    },
    checked,
  );
}

/** Adds `weight` of targets with the mean `mean` and the squares `around` it. */
function addMoments(
  sums: Float64Array,
  at: number,
  weight: number,
  mean: number,
  around: number,
): void {
  const [before, meanBefore, squares] = sums.subarray(at, at + 3) as unknown as number[];
  const all = (before as number) + weight;
  const apart = mean - (meanBefore as number);
  sums[at] = all;
  sums[at + 1] = (meanBefore as number) + (apart * weight) / all;
  sums[at + 2] = (squares as number) + around + (apart ** 2 * weight * (before as number)) / all;
}
