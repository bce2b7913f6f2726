import assert from "node:assert/strict";
import { test } from "node:test";
import { largestLayerNorms, layerNorms } from "../../../core/gradients/layer_norms.ts";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { EACH_BACKEND } from "../../../testing/_support/test_backend.ts";
import { layoutOfShapes } from "../../_support/optimizers/optimizers.ts";

for (const [name, module] of Object.entries(EACH_BACKEND)) {
  test(`largestLayerNorms() lists each row's longest weights first, at any size, on ${name}`, async () => {
    const backend = await resolveProvider(COMPUTE_BACKEND, module());
    await backend.start();
    const layout = layoutOfShapes({ a: [2], b: [1], c: [2] });
    leavesNoTensors(() => {
      // 3, 4 and 5 make a triangle; the squares of the second row are no float32 numbers.
      const rows_RP = tf.tensor2d([
        [3, 4, 6, 0, 0],
        [3e25, 4e25, 1e-30, 3e-25, 4e-25],
      ]);
      const groups = [{ layout, rows_RP }];
      const norms_RL = layerNorms(groups);
      const [first, second] = largestLayerNorms(groups, norms_RL.dataSync<"float32">(), 2);
      norms_RL.dispose();
      assert.deepEqual(first, [
        { name: "b", norm: 6 },
        { name: "a", norm: 5 },
      ]);
      assert.deepEqual(
        second?.map((layer) => layer.name),
        ["a", "c"],
      );
      const [a = 0, c = 0] = (second ?? []).map(({ norm }) => norm);
      assertClose([a / 5e25, c / 5e-25], [1, 1], 1e-5);
      rows_RP.dispose();
    });
    await backend.dispose();
  });
}
