import type { SmoothActivation } from "../../../../core/mod.ts";
import type { FusedCase } from "./fused_case.ts";

/** Density of the normal distribution. */
function density(x: number): number {
  return Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);
}

/**
 * Its distribution function: 1/2 + density (x + x^3 / 3 + x^5 / (3 5) + ...), whose terms shrink
 * from the hundredth on for |x| <= 8.
 *
 * @see Marsaglia 2004, Evaluating the Normal Distribution, Journal of Statistical Software 11 (4).
 */
function distribution(x: number): number {
  let [term, sum] = [x, x];
  for (let odd = 3; odd < 300; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + density(x) * sum;
}

const ROOT = Math.sqrt(2 / Math.PI);
const inner = (x: number) => ROOT * (x + 0.044715 * x ** 3);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Each activation with its derivative. */
export const FORMULAS: Readonly<
  Record<SmoothActivation, readonly [(x: number) => number, (x: number) => number]>
> = {
  gelu: [(x) => x * distribution(x), (x) => distribution(x) + x * density(x)],
  gelu_new: [
    (x) => 0.5 * x * (1 + Math.tanh(inner(x))),
    (x) =>
      0.5 * (1 + Math.tanh(inner(x))) +
      0.5 * x * (1 - Math.tanh(inner(x)) ** 2) * ROOT * (1 + 3 * 0.044715 * x * x),
  ],
  swish: [(x) => x * sigmoid(x), (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x)))],
};

/** Activations and their gradients, on both sides of 0. */
export const ACTIVATIONS: readonly FusedCase[] = (
  Object.keys(FORMULAS) as SmoothActivation[]
).flatMap((activation) =>
  ([0, 5] as const).flatMap((offset): FusedCase[] => {
    const [value, slope] = FORMULAS[activation];
    const variant = `${activation} from ${offset - 6} to ${offset + 1}`;
    const common = { variant, least: -6, offsets: { x: offset }, attributes: { activation } };
    return [
      {
        name: "TolariaActivation",
        ...common,
        shapes: (n) => ({ x: [n] }),
        expected: ({ x }) => [(x as number[]).map(value)],
      },
      {
        name: "TolariaActivationGradient",
        ...common,
        shapes: (n) => ({ dy: [n], x: [n] }),
        expected: ({ dy, x }) => [
          (x as number[]).map((one, at) => slope(one) * (dy?.[at] as number)),
        ],
      },
    ];
  }),
);
