import type { ExampleSample, SampledColumn } from "../../../core/mod.ts";

/** What the network says of an example, and what is so. */
export interface Verdict {
  /** Class that the network says. */
  readonly said: number;
  /** True class. */
  readonly truth: number;
  /** Probability that the network gives to what it says, in [0, 1]. */
  readonly sureness: number;
}

/** Whether the input are images: rows, columns, and one or three channels. */
export function areImages({ input }: Pick<ExampleSample, "input">): boolean {
  const [height = 0, width = 0, channels] = input.shape;
  return input.shape.length === 3 && height * width > 1 && (channels === 1 || channels === 3);
}

/** What the network says of each example, and what is so; undefined if the examples have no classes. */
export function verdicts(sample: ExampleSample): readonly Verdict[] | undefined {
  const { classes, output, target, size } = sample;
  if (classes === undefined || !target) return undefined;
  const squashed = output.values.every((value) => value >= 0 && value <= 1);
  return Array.from({ length: size }, (_, at) => {
    const { best, sureness } = mostLikely(exampleOf(output, at), squashed);
    const truths = exampleOf(target, at);
    const truth = truths.length > 1 ? indexOfMax(truths) : (truths[0] ?? 0);
    return { said: best, truth, sureness };
  });
}

/** Values of one example. */
export function exampleOf({ shape, values }: SampledColumn, at: number): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return values.subarray(at * size, (at + 1) * size);
}

/** From the least value black to the greatest white, whatever the data were scaled to. */
export function shadeOf(values: Float32Array): (value: number) => number {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const range = greatest - least || 1;
  return (value) => Math.round((255 * (value - least)) / range);
}

/**
 * Returns the most likely class, and its probability.
 *
 * @param squashed Whether the values are probabilities, and not logits.
 */
function mostLikely(values: Float32Array, squashed: boolean): { best: number; sureness: number } {
  if (values.length === 1) {
    // One output for two classes: a logit, or a probability.
    const value = values[0] ?? 0;
    const yes = squashed ? value : 1 / (1 + Math.exp(-value));
    return { best: Number(yes > 0.5), sureness: Math.max(yes, 1 - yes) };
  }
  const best = indexOfMax(values);
  const greatest = values[best] ?? 0;
  const whole = values.reduce((all, value) => all + value, 0);
  if (squashed && Math.abs(whole - 1) < 1e-3) return { best, sureness: greatest };
  const sum = values.reduce((all, value) => all + Math.exp(value - greatest), 0);
  return { best, sureness: 1 / sum };
}

function indexOfMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}
