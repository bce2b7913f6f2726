import assert from "node:assert/strict";
import type { SmoothActivation } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { attention } from "../../../modules/mod.ts";
import { assertClose, leavesNoTensors, take } from "../../../testing/_support/tensors.ts";
import { FORMULAS } from "./fused_cases/activations.ts";

/**
 * One query and two keys of single numbers: y = 16 s, s = 1 / (1 + exp(-q ln 3)). So y' = 16 ln 3 s
 * (1 - s), which is 3 ln 3 at q = 1, where s = 3/4; y'' = y' ln 3 (1 - 2 s) = -3/2 (ln 3)^2, and
 * the square of y' has the gradient 2 y' y''.
 */
export function checkAttentionAgain(): void {
  const [q, k, v] = [[[[1]]], [[[0], [Math.log(3)]]], [[[0], [16]]]].map((x) => tf.tensor3d(x)) as [
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor3D,
  ];
  const once = tf.grad((x: tf.Tensor) => attention(x as tf.Tensor3D, k, v, { heads: 1 }));
  leavesNoTensors(() => {
    assertClose(take(tf.tidy(() => once(q))), [3 * Math.log(3)], 1e-6);
    const twice = take(tf.tidy(() => tf.grad((x: tf.Tensor) => once(x).square())(q)));
    assertClose(twice, [-9 * Math.log(3) ** 3], 1e-6);
  });
  tf.dispose([q, k, v]);
}

/**
 * Of 20 places the keys and values from the 12th on are changed to NaN: more than the 8 rows that a
 * kernel may compute together lie between the 1st to 3rd query and them. Numbers of the others stay.
 */
export function checkNothingLater(): void {
  const [q, k, v, dy] = [1, 2, 3, 4].map((seed) =>
    tf.randomUniform<tf.Rank.R3>([2, 20, 6], -1, 1, "float32", seed),
  ) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  const options = { heads: 2, causal: true };
  const early = (x: tf.Tensor) => take(x.slice([0, 0, 0], [2, 3, 6]));
  const late = (x: tf.Tensor) => take(x.slice([0, 12, 0], [2, 8, 6]));
  leavesNoTensors(() =>
    tf.tidy(() => {
      const broken = (x: tf.Tensor) =>
        tf.concat([x.slice([0, 0, 0], [2, 12, 6]), tf.fill([2, 8, 6], Number.NaN)], 1);
      const before = attention(q, k, v, options);
      const after = attention(q, broken(k) as tf.Tensor3D, broken(v) as tf.Tensor3D, options);
      assert.deepEqual(early(after), early(before));
      assert.ok(late(after).every(Number.isNaN));
      const ofQuery = tf.grad((x: tf.Tensor) => attention(x as tf.Tensor3D, k, v, options));
      // What is above a query reaches no other.
      const [plain, changed] = [dy, broken(dy)].map((above) => ofQuery(q, above));
      assert.deepEqual(early(changed as tf.Tensor), early(plain as tf.Tensor));
      assert.ok(late(changed as tf.Tensor).every(Number.isNaN));
    }),
  );
  tf.dispose([q, k, v, dy]);
}

/** Second derivatives, against central differences of the first. */
export function checkActivationsAgain(): void {
  const places = [-2, -0.5, 0, 1, 3];
  const step = 1e-4;
  for (const name of Object.keys(FORMULAS) as SmoothActivation[]) {
    const layer = tf.layers.activation({ activation: name as "relu" });
    const once = tf.grad((x: tf.Tensor) => layer.call(x, {}) as tf.Tensor);
    const twice = tf.tidy(() => tf.grad((x: tf.Tensor) => once(x))(tf.tensor1d(places)));
    const slope = FORMULAS[name][1];
    const expected = places.map((x) => (slope(x + step) - slope(x - step)) / (2 * step));
    assertClose(take(twice), expected, 1e-5, name);
  }
}
