import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { frozen } from "../../../modules/optimizers/frozen/mod.ts";
import { take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import { optimizerOf, startOf } from "../../_support/optimizers/optimizers.ts";

const make = () => optimizerOf(frozen());

conformsToOptimizer(make);

test("frozen() leaves the parameters as they are", () => {
  const optimizer = make();
  const state = startOf(optimizer, { segments: [], size: 2 });
  const { parameters_P } = optimizer.update(tf.tensor1d([1, 2]), tf.ones([2]), state, 1);
  assert.deepEqual(take(parameters_P), [1, 2]);
});
