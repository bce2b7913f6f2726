import type { tf } from "../../deps.ts";
import type { SeedOutput } from "../ports/seed_training.ts";
import type { GradientOf } from "./several_gradients.ts";

/** A gradient: a tensor for each variable, or null if it is zero. */
export type Row = readonly (tf.Tensor | null)[];

/** A loss, and what it counts in the sum of all. */
export interface WeightedLoss {
  readonly loss: tf.Scalar;
  readonly weight: number;
}

/** A seed in the host, and its share of its slot's output, in (0, 1]. */
export interface SharingSeed {
  readonly output: SeedOutput;
  readonly share: number;
}

/** A gradient for each loss, then for each seed. */
export interface TaskRows {
  readonly ofLosses: readonly Row[];
  readonly ofSeeds: readonly Row[];
}

/**
 * Divides the gradient of some losses among the losses and the seeds that are grafted into the host.
 *
 * A gradient comes back to a weight on every way that leads from the weight to the losses. Each loss has what comes
 * back on ways through no seed; a seed has what comes back, of all losses together, on the ways on which it is the
 * first seed. With r_t for the row of loss t and weight w_t, r_s for that of seed s and its share alpha_s, the losses'
 * gradient is
 *
 *     grad sum_t w_t L_t = sum_t w_t r_t + sum_s alpha_s r_s
 *
 * so r_s is the gradient at full share. It has the whole gradient of the seed's own weights. A pass goes back from the
 * losses to the seeds' outputs, where it ends, and one from each seed's output on: what lies behind the first seed is
 * passed through once.
 *
 * @param seeds In the order in which their slots are computed.
 */
export function taskGradients(
  losses: readonly WeightedLoss[],
  seeds: readonly SharingSeed[],
  variables: readonly tf.Variable[],
  gradientOf: GradientOf,
): TaskRows {
  const seen = seeds.map(({ output }) => output.seen);
  const rowOf = (y: tf.Tensor, stops: readonly tf.Tensor[], dy?: tf.Tensor) => {
    const gradients = gradientOf(y, [...variables, ...stops], dy);
    return {
      row: gradients.slice(0, variables.length),
      atStops: gradients.slice(variables.length),
    };
  };
  const atSeeds: (tf.Tensor | null)[] = seeds.map(() => null);
  const collect = (gradients: Row, factor: number) => {
    gradients.forEach((gradient, seed) => {
      atSeeds[seed] = sum(atSeeds[seed] ?? null, scaled(gradient, factor));
    });
  };
  const ofLosses = losses.map(({ loss, weight }) => {
    const { row, atStops } = rowOf(loss, seen);
    collect(atStops, weight);
    return row;
  });
  const ofSeeds: Row[] = seeds.map(() => variables.map(() => null));
  for (let seed = seeds.length - 1; seed >= 0; seed--) {
    const { output, share } = seeds[seed] as SharingSeed;
    const dy = scaled(atSeeds[seed] ?? null, 1 / share);
    if (!dy) continue;
    const { row, atStops } = rowOf(output.computed, seen.slice(0, seed), dy);
    collect(atStops, share);
    ofSeeds[seed] = row;
  }
  return { ofLosses, ofSeeds };
}

function scaled(tensor: tf.Tensor | null, factor: number): tf.Tensor | null {
  return tensor && factor !== 1 ? tensor.mul(factor) : tensor;
}

function sum(a: tf.Tensor | null, b: tf.Tensor | null): tf.Tensor | null {
  return a && b ? a.add(b) : (a ?? b);
}
