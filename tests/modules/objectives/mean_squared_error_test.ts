import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { meanSquaredError } from "../../../modules/objectives/mean_squared_error/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToObjective } from "../../../testing/objective.ts";
import { floats, hostOfOutputs } from "../../_support/providers/stub_host.ts";

function make(): Objective {
  const container = new Container();
  container.load(meanSquaredError());
  return container.get(OBJECTIVE);
}

const outputs = () => tf.tensor2d([1, 2, -1, -3, 0.5, 4], [3, 2]);
const targets = () => tf.tensor2d([1.5, 0, -1.25, 1, 2, 1], [3, 2]);

conformsToObjective(make, () => ({ outputs: [outputs()], targets: [targets()] }));

test("meanSquaredError() equals what is worked out by hand", () => {
  // Differences -0.5, 2, 0.25, -4, -1.5, 3: squares 0.25 + 4 + 0.0625 + 16 + 2.25 + 9 = 31.5625
  assertClose(take(make().loss([outputs()], [targets()])), [31.5625 / 6], 1e-6);
  // 0.5 + 2 + 0.25 + 4 + 1.5 + 3 = 11.25
  assertClose(
    take(make().computeMetrics([outputs()], [targets()])[0] as tf.Tensor),
    [11.25 / 6],
    1e-6,
  );
});

test("meanSquaredError() has the gradient 2 (output - target) / N", () => {
  const gradient = tf.grad((x) => make().loss([x], [targets()]))(outputs());
  const differences = [-0.5, 2, 0.25, -4, -1.5, 3];
  assertClose(
    take(gradient),
    differences.map((value) => (2 * value) / 6),
    1e-6,
  );
});

test("meanSquaredError() says that a lower error is better", () => {
  assert.deepEqual(make().metrics, [{ name: "mae", better: "lower" }]);
});

test("meanSquaredError() refuses targets that would be broadcast", () => {
  assert.throws(() => make().check(hostOfOutputs([[4]]), [floats([1], "y")]), {
    code: "host/unsupported",
    message: `The shape of column "y" must be [4] like the output's, but is [1]. Cannot train with meanSquaredError.`,
  });
});

test("meanSquaredError() refuses a network of several outputs", () => {
  assert.throws(() => make().check(hostOfOutputs([[1], [1]]), [floats([1])]), {
    message: "The network must have 1 output, but has 2. Cannot train with meanSquaredError.",
  });
});
