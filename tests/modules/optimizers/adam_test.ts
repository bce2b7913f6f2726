import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { adam } from "../../../modules/optimizers/adam/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import { layoutOfShapes, optimizerOf, startOf } from "../../_support/optimizers/optimizers.ts";
import { equalsReference } from "./_reference.ts";
import { byNumber, holdsAtEveryScale } from "./_scales.ts";

conformsToOptimizer(() => optimizerOf(adam({ weightDecay: 0.1 })));

equalsReference("adam", "torch.optim.Adam", adam);

test("adam() decays weights by name when decays is a pattern", () => {
  const optimizer = optimizerOf(adam({ weightDecay: 0.5, decays: /bias$/ }));
  const state = startOf(optimizer, layoutOfShapes({ "a/kernel": [1, 1], "a/bias": [1] }));
  const { parameters_P } = optimizer.update(tf.ones([2]), tf.zeros([2]), state, 0.1);
  // The first step of Adam is as long as the rate wherever there is a gradient, and the decay is one.
  assertClose(take(parameters_P), [1, 0.9], 1e-6);
});

test("adam() refuses something to pick weights by that is neither function nor pattern", () => {
  assert.throws(() => adam({ decays: "bias" as never }), {
    message:
      '"decays" must be a function or a regular expression, but is "bias". Cannot make adam.',
  });
});

holdsAtEveryScale(
  "adam()",
  () => adam(),
  () =>
    byNumber({ m: 0, v: 0 }, (_p, g, memory, count, rate) => {
      memory.m += 0.1 * (g - memory.m);
      memory.v += 0.001 * (g * g - memory.v);
      const mean = memory.m / (1 - 0.9 ** count);
      return (rate * mean) / (Math.sqrt(memory.v / (1 - 0.999 ** count)) + 1e-8);
    }),
  // Below epsilon, a step is as much shorter as the gradient is.
  (scale) => 0.01 * Math.max(1, 1e-8 / scale),
);
