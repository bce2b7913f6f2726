import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../deps.ts";

async function again(layer: tf.layers.Layer): Promise<tf.LayersModel> {
  const model = tf.sequential({ layers: [layer] });
  const json = model.toJSON(undefined, false);
  model.dispose();
  return tf.models.modelFromJSON(json as Parameters<typeof tf.models.modelFromJSON>[0]);
}

test("a separable convolution keeps its depthMultiplier when it is written and read", async () => {
  const model = await again(
    tf.layers.separableConv2d({
      filters: 3,
      kernelSize: 2,
      depthMultiplier: 4,
      inputShape: [5, 5, 2],
    }),
  );
  assert.deepEqual(
    model.weights.map(({ shape }) => shape),
    [[2, 2, 2, 4], [1, 1, 8, 3], [3]],
  );
  model.dispose();
});

test("the activation gelu_new keeps its name when it is written and read", async () => {
  const model = await again(
    tf.layers.activation({ activation: "gelu_new" as "gelu", inputShape: [2] }),
  );
  assert.equal(model.layers.at(-1)?.getConfig().activation, "gelu_new");
  model.dispose();
});
