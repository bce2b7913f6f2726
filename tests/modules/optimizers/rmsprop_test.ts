import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { rmsprop } from "../../../modules/optimizers/rmsprop/mod.ts";
import { take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import { layoutOfShapes, optimizerOf, startOf } from "../../_support/optimizers/optimizers.ts";
import { equalsReference } from "./_reference.ts";
import { byNumber, holdsAtEveryScale } from "./_scales.ts";

conformsToOptimizer(() =>
  optimizerOf(rmsprop({ momentum: 0.9, centered: true, weightDecay: 0.1 })),
);

equalsReference("rmsprop", "torch.optim.RMSprop", rmsprop);

test("rmsprop() stays finite when centered on a gradient that does not change", () => {
  const optimizer = optimizerOf(rmsprop({ centered: true, alpha: 0.5 }));
  let state = startOf(optimizer, layoutOfShapes({ w: [1] }));
  let p = tf.tensor1d([0]);
  // v and a^2 both tend to g^2, where v - a^2 is nothing but rounding.
  for (let step = 0; step < 60; step++) {
    ({ parameters_P: p, state } = optimizer.update(p, tf.tensor1d([0.3]), state, 1e-9));
  }
  assert.ok(Number.isFinite(take(p)[0]));
});

for (const centered of [false, true]) {
  holdsAtEveryScale(
    `rmsprop({ centered: ${centered} })`,
    () => rmsprop({ centered, momentum: 0.9 }),
    () =>
      byNumber({ v: 0, a: 0, b: 0 }, (_p, g, memory, _count, rate) => {
        memory.v += 0.01 * (g * g - memory.v);
        memory.a += 0.01 * (g - memory.a);
        const variance = centered ? memory.v - memory.a ** 2 : memory.v;
        memory.b = 0.9 * memory.b + g / (Math.sqrt(variance) + 1e-8);
        return rate * memory.b;
      }),
    (scale) => 0.001 * Math.max(1, 1e-8 / scale),
  );
}
