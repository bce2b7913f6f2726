import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { lion } from "../../../modules/optimizers/lion/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import { layoutOfShapes, optimizerOf, startOf } from "../../_support/optimizers/optimizers.ts";
import { equalsReference } from "./_reference.ts";
import { byNumber, holdsAtEveryScale } from "./_scales.ts";

conformsToOptimizer(() => optimizerOf(lion({ weightDecay: 0.1 })));

equalsReference("lion", "optax.lion", lion);

test("lion() moves each weight by the rate, whatever the gradient's size", () => {
  const optimizer = optimizerOf(lion({ weightDecay: 0 }));
  const state = startOf(optimizer, layoutOfShapes({ w: [3] }));
  const { parameters_P } = optimizer.update(tf.zeros([3]), tf.tensor1d([1e-6, -40, 0]), state, 0.1);
  assertClose(take(parameters_P), [-0.1, 0.1, 0], 1e-7);
  assert.equal(optimizer.name, "lion");
});

holdsAtEveryScale(
  "lion()",
  () => lion({ decays: () => true }),
  () =>
    byNumber({ m: 0 }, (p, g, memory, _count, rate) => {
      const step = Math.sign(memory.m + 0.1 * (g - memory.m));
      memory.m += 0.01 * (g - memory.m);
      return rate * (step + 0.001 * p);
    }),
);
