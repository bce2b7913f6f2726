import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { ContainerModule } from "../../../deps.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { layoutOfShapes, optimizerOf, TrainedGroup } from "../../_support/optimizers/optimizers.ts";

/** What an optimizer makes of a gradient by its formula, in float64: the new weights, [P]. */
export type Reference = (
  parameters: readonly number[],
  gradient: readonly number[],
  rate: number,
) => readonly number[];

/** Sizes of gradients, 1e-20 to 1e10. */
const SCALES = Array.from({ length: 11 }, (_, at) => 10 ** (-20 + 3 * at));

const STEPS = 8;

/**
 * Holds an optimizer to its formula at gradients of 1e-20 to 1e10, whose squares go beyond float32 at the lower end.
 *
 * @param create Makes the reference, which keeps its own state.
 * @param rateAt Rate for gradients of a size, so that weights of size 1 move by about 1 % a step.
 */
export function holdsAtEveryScale(
  name: string,
  provider: () => ContainerModule,
  create: () => Reference,
  rateAt: (scale: number) => number = () => 0.01,
): void {
  before(useTestBackend);
  for (const scale of SCALES) {
    test(`${name} equals its formula in float64 when gradients are about ${scale}`, () => {
      const rate = rateAt(scale);
      const start = [1, -0.5, 0.25, 2, -3].map(Math.fround);
      const group = new TrainedGroup(
        optimizerOf(provider()),
        layoutOfShapes({ w: [4, 1], b: [1] }),
        start,
        rate,
      );
      const reference = create();
      let expected: readonly number[] = start;
      for (let step = 1; step <= STEPS; step++) {
        const gradient = start.map((_, at) => Math.fround(scale * (0.4 + Math.sin(step + 2 * at))));
        group.update(gradient);
        expected = reference(expected, gradient, rate);
      }
      const reached = [...group.parameters_P.dataSync()];
      group.dispose();
      reached.forEach((value, at) => {
        // By how far the weight went: an optimizer that leaves it where it was is not close.
        const way = Math.abs((expected[at] as number) - (start[at] as number));
        const error = Math.abs(value - (expected[at] as number));
        const tolerance = 1e-4 * way + 4e-7 * Math.abs(start[at] as number);
        assert.ok(error <= tolerance, `weight ${at} is ${value}, expected ${expected[at]}`);
      });
    });
  }
}

/** A reference that updates number by number: `step` gives p's change from g and the number's own memory. */
export function byNumber<M extends Record<string, number>>(
  memory: M,
  step: (p: number, g: number, memory: M, count: number, rate: number) => number,
): Reference {
  const memories: M[] = [];
  let count = 0;
  return (parameters, gradient, rate) => {
    count += 1;
    return parameters.map((p, at) => {
      memories[at] ??= { ...memory };
      return p - step(p, gradient[at] as number, memories[at] as M, count, rate);
    });
  };
}
