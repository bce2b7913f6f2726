import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { lamb } from "../../../modules/optimizers/lamb/mod.ts";
import { assertClose, take } from "../../_support/compute/tensors.ts";
import { layoutOfShapes, optimizerOf } from "../../_support/optimizers/optimizers.ts";
import { conformsToOptimizer } from "../../conformance/optimizer.ts";
import { equalsReference } from "./_reference.ts";

conformsToOptimizer(() => optimizerOf(lamb({ weightDecay: 0.1 })));

equalsReference("lamb", "optax.lamb", lamb);

test("lamb() steps by the rate's share of a weight's length", () => {
  const optimizer = optimizerOf(lamb());
  const state = optimizer.init(layoutOfShapes({ long: [5000], short: [2], zero: [2] }));
  const start = [...new Array(5000).fill(0.5), 3, 4, 0, 0];
  const { parameters_P } = optimizer.update(tf.tensor1d(start), tf.ones([5004]), state, 0.1);
  const moved = take(parameters_P).map((value, i) => (start[i] as number) - value);
  // Adam's first step is 1 for each number; scaled to |long| = 0.5 sqrt(5000), |short| = 5 and left as it is.
  assertClose(moved.slice(0, 5000), new Array(5000).fill(0.1 * 0.5), 1e-5);
  assertClose(moved.slice(5000), [0.5 / Math.SQRT2, 0.5 / Math.SQRT2, 0.1, 0.1], 1e-5);
  assert.equal(optimizer.name, "lamb");
});
