import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { adagrad } from "../../../modules/optimizers/adagrad/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import { layoutOfShapes, optimizerOf, startOf } from "../../_support/optimizers/optimizers.ts";
import { equalsReference } from "./_reference.ts";
import { byNumber, holdsAtEveryScale } from "./_scales.ts";

conformsToOptimizer(() => optimizerOf(adagrad({ rateDecay: 0.1, initialAccumulator: 0.1 })));

equalsReference("adagrad", "torch.optim.Adagrad", adagrad);

test("adagrad() shortens its steps with the updates done", () => {
  const optimizer = optimizerOf(adagrad({ rateDecay: 1 }));
  const state = { ...startOf(optimizer, layoutOfShapes({ w: [1] })), count: 3 };
  const { parameters_P } = optimizer.update(tf.tensor1d([0]), tf.tensor1d([5]), state, 1);
  // 1 / (1 + 3) of 5 / sqrt(25)
  assertClose(take(parameters_P), [-0.25], 1e-6);
});

holdsAtEveryScale(
  "adagrad()",
  () => adagrad(),
  () =>
    byNumber({ s: 0 }, (_p, g, memory, _count, rate) => {
      memory.s += g * g;
      return (rate * g) / (Math.sqrt(memory.s) + 1e-10);
    }),
  (scale) => 0.01 * Math.max(1, 1e-10 / scale),
);
