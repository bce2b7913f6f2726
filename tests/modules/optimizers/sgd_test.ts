import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { sgd } from "../../../modules/optimizers/sgd/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import { layoutOfShapes, optimizerOf, startOf } from "../../_support/optimizers/optimizers.ts";
import { equalsReference } from "./_reference.ts";
import { byNumber, holdsAtEveryScale } from "./_scales.ts";

conformsToOptimizer(() => optimizerOf(sgd({ momentum: 0.9, weightDecay: 0.1 })));

equalsReference("sgd", "torch.optim.SGD", sgd);

test("sgd() has no buffer without momentum", () => {
  const optimizer = optimizerOf(sgd());
  assert.deepEqual(optimizer.slots, {});
  const state = startOf(optimizer, layoutOfShapes({ w: [2] }));
  const { parameters_P } = optimizer.update(
    tf.tensor1d([1, 2]),
    tf.tensor1d([10, -10]),
    state,
    0.1,
  );
  // 1 - 0.1 * 10 and 2 + 0.1 * 10
  assertClose(take(parameters_P), [0, 3], 1e-7);
});

test("sgd() refuses nesterov without momentum", () => {
  assert.throws(() => sgd({ nesterov: true }), {
    message:
      '"nesterov" must be false without momentum, and with dampening, but is true. Cannot make sgd.',
  });
});

test("Sgd.slots tell what the buffer makes of ones", () => {
  // momentum 0.5, dampening 0.2: 1, then 0.5 + 0.8 = 1.3, then 0.65 + 0.8 = 1.45
  const { b } = optimizerOf(sgd({ momentum: 0.5, dampening: 0.2 })).slots;
  assertClose(
    [0, 1, 2, 3].map((count) => b?.gain(count) as number),
    [0, 1, 1.3, 1.45],
    1e-12,
  );
});

holdsAtEveryScale(
  "sgd({ momentum })",
  () => sgd({ momentum: 0.9, nesterov: true }),
  () =>
    byNumber({ b: 0 }, (_p, g, memory, _count, rate) => {
      memory.b = 0.9 * memory.b + g;
      return rate * (g + 0.9 * memory.b);
    }),
  (scale) => 0.001 / scale,
);
