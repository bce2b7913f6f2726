import {
  GRADIENT_AGGREGATOR,
  type GradientAggregator,
  RandomStream,
  type Task,
} from "../../../core/mod.ts";
import type { ContainerModule } from "../../../deps.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

/** Two losses of a point, and their gradients. */
export interface TwoLosses {
  readonly losses: readonly [number, number];
  readonly gradients: readonly [readonly number[], readonly number[]];
}

const TASKS: readonly Task[] = ["first", "second"].map((name) => ({
  name,
  role: "host",
  weight: 1,
}));

/** Returns what combines two gradients by an aggregator. */
export async function combiner(
  module: ContainerModule,
): Promise<(gradients: TwoLosses["gradients"]) => number[]> {
  const aggregator: GradientAggregator = await resolveProvider(GRADIENT_AGGREGATOR, module);
  const random = new RandomStream(0, "aggregator");
  return ([a, b]) => {
    const cross = inner(a, b);
    const gram_TT = Float64Array.of(inner(a, a), cross, cross, inner(b, b));
    const [w = 0, v = 0] = aggregator.weights(gram_TT, TASKS, random);
    return a.map((x, at) => w * x + v * (b[at] as number));
  };
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, at) => sum + x * (b[at] as number), 0);
}

/** The least that is told from 0 within the logarithms. */
const LEAST = 5e-6;

/**
 * The valley with two walls of CAGrad's paper.
 *
 * @see Liu et al. 2021, arXiv:2110.14048, section 5.1 and appendix.
 */
export function cagradLandscape([x = 0, y = 0]: readonly number[]): TwoLosses {
  const upper = Math.max(Math.tanh(y / 2), 0);
  const lower = Math.max(-Math.tanh(y / 2), 0);
  const slope = 0.5 / Math.cosh(y / 2) ** 2;
  const half = (offset: number, sign: number, center: number) => {
    // A logarithm of a kink above, a parabola below, each faded out towards the other.
    const inside = 0.5 * (-x + offset) + sign * Math.tanh(y);
    const size = Math.max(Math.abs(inside), LEAST);
    const kink = Math.log(size) + 6;
    const on = Math.abs(inside) > LEAST ? 1 / inside : 0;
    const bowl = ((-x + center) ** 2 + 0.1 * (-y - 8) ** 2) / 10 - 20;
    const fade = y >= 0 ? kink : -bowl;
    return {
      loss: kink * upper + bowl * lower,
      gradient: [
        -0.5 * on * upper - 0.2 * (-x + center) * lower,
        (sign * on * upper) / Math.cosh(y) ** 2 - 0.02 * (-y - 8) * lower + fade * slope,
      ],
    };
  };
  const [first, second] = [half(-7, 1, 7), half(7, -1, -7)];
  return { losses: [first.loss, second.loss], gradients: [first.gradient, second.gradient] };
}

/**
 * Fonseca and Fleming's problem, 1 - exp(-|x -+ 1 / sqrt(n)|^2), whose front is concave: every weighted sum is least at one
 * of its ends.
 *
 * @see Fonseca and Fleming 1995, "Multiobjective genetic algorithms made easy"; Lin et al. 2019, arXiv:1912.12854, figure 1.
 */
export function fonsecaFleming(x: readonly number[]): TwoLosses {
  const center = 1 / Math.sqrt(x.length);
  const half = (sign: number) => {
    const apart = x.map((value) => value - sign * center);
    const near = Math.exp(-inner(apart, apart));
    return { loss: 1 - near, gradient: apart.map((value) => 2 * value * near) };
  };
  const [first, second] = [half(1), half(-1)];
  return { losses: [first.loss, second.loss], gradients: [first.gradient, second.gradient] };
}
