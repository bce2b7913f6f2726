import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { lamb } from "../../../modules/optimizers/lamb/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import { layoutOfShapes, optimizerOf, startOf } from "../../_support/optimizers/optimizers.ts";
import { equalsReference } from "./_reference.ts";
import { holdsAtEveryScale, type Reference } from "./_scales.ts";

conformsToOptimizer(() => optimizerOf(lamb({ weightDecay: 0.1 })));

equalsReference("lamb", "optax.lamb", lamb);

test("lamb() steps by the rate's share of a weight's length", () => {
  const optimizer = optimizerOf(lamb());
  const state = startOf(optimizer, layoutOfShapes({ long: [5000], short: [2], zero: [2] }));
  const start = [...new Array(5000).fill(0.5), 3, 4, 0, 0];
  const { parameters_P } = optimizer.update(tf.tensor1d(start), tf.ones([5004]), state, 0.1);
  const moved = take(parameters_P).map((value, i) => (start[i] as number) - value);
  // Adam's first step is 1 for each number; scaled to |long| = 0.5 sqrt(5000), |short| = 5 and left as it is.
  assertClose(moved.slice(0, 5000), new Array(5000).fill(0.1 * 0.5), 1e-5);
  assertClose(moved.slice(5000), [0.5 / Math.SQRT2, 0.5 / Math.SQRT2, 0.1, 0.1], 1e-5);
  assert.equal(optimizer.name, "lamb");
});

/** LAMB with an epsilon of 1e-4 on a weight of four numbers and one of one, in float64. */
function lambReference(): Reference {
  const moments = Array.from({ length: 5 }, () => ({ m: 0, v: 0 }));
  let count = 0;
  return (parameters, gradient, rate) => {
    count += 1;
    const steps = moments.map((memory, at) => {
      const g = gradient[at] as number;
      memory.m += 0.1 * (g - memory.m);
      memory.v += 0.001 * (g * g - memory.v);
      const mean = memory.m / (1 - 0.9 ** count);
      return mean / (Math.sqrt(memory.v / (1 - 0.999 ** count)) + 1e-4);
    });
    return parameters.map((p, at) => {
      const [from, to] = at < 4 ? [0, 4] : [4, 5];
      const [length, stepLength] = [parameters, steps].map((all) =>
        Math.hypot(...all.slice(from, to)),
      );
      const ratio = (length as number) / (stepLength as number);
      return p - rate * ratio * (steps[at] as number);
    });
  };
}

holdsAtEveryScale("lamb()", () => lamb({ epsilon: 1e-4 }), lambReference);

test("lamb() moves a weight by the rate's share of it when the gradient's square is no float32", () => {
  const optimizer = optimizerOf(lamb({ epsilon: 1e-4 }));
  const state = startOf(optimizer, layoutOfShapes({ w: [1] }));
  const { parameters_P } = optimizer.update(tf.tensor1d([1]), tf.tensor1d([5e-24]), state, 0.1);
  assertClose(take(parameters_P), [0.9], 1e-6);
});
