import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { attention, attentionLayer } from "../../../modules/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";

/** Queries of a width of 4, and keys that are values too. */
function model(causal: boolean): tf.LayersModel {
  const [q, k] = [tf.input({ shape: [3, 4] }), tf.input({ shape: [5, 4] })];
  const y = attentionLayer({ heads: 2, causal, name: "mix" }).apply([q, k, k]);
  return tf.model({ inputs: [q, k], outputs: y as tf.SymbolicTensor });
}

for (const causal of [false, true]) {
  test(`attentionLayer() computes attention() when causal is ${causal}, saved and loaded too`, async () => {
    const inputs = [
      tf.randomUniform<tf.Rank.R3>([2, 3, 4], -1, 1, "float32", 1),
      tf.randomUniform<tf.Rank.R3>([2, 5, 4], -1, 1, "float32", 2),
    ] as const;
    const [q, k] = inputs;
    const expected = take(attention(q, k, k, { heads: 2, causal }));
    const first = model(causal);
    let saved: tf.io.ModelArtifacts | undefined;
    await first.save({
      save: async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
      },
    });
    const second = await tf.loadLayersModel({ load: async () => saved as tf.io.ModelArtifacts });
    for (const one of [first, second]) {
      assertClose(take(one.predict([...inputs]) as tf.Tensor), expected, 1e-6);
    }
    assert.deepEqual(second.getLayer("mix").getConfig(), {
      name: "mix",
      trainable: true,
      heads: 2,
      causal,
    });
    assert.equal(second.getLayer("mix").weights.length, 0);
    tf.dispose([...inputs]);
    first.dispose();
    second.dispose();
  });
}

test("attentionLayer() keeps batch and places when they are not known", () => {
  const x = tf.input({ shape: [null, 6] });
  const y = attentionLayer({ heads: 3 }).apply([x, x, x]) as tf.SymbolicTensor;
  assert.deepEqual(y.shape, [null, null, 6]);
});

const REFUSED = [
  [
    "keys of another width",
    [
      [3, 4],
      [5, 6],
      [5, 4],
    ],
    "batch and width must be equal",
  ],
  [
    "values of other places",
    [
      [3, 4],
      [5, 4],
      [6, 4],
    ],
    "keys and values alike",
  ],
  ["inputs of another rank", [[4], [4], [4]], "must be [B, T, D], but are [?, 4] and [?, 4]"],
  [
    "two inputs",
    [
      [3, 4],
      [3, 4],
    ],
    "takes queries, keys and values, not 2 inputs",
  ],
  [
    "heads that do not divide",
    [
      [3, 5],
      [3, 5],
      [3, 5],
    ],
    "must divide the 5 numbers of a place, but is 2",
  ],
  [
    "too few keys",
    [
      [3, 4],
      [2, 4],
      [2, 4],
    ],
    "3 queries need at least as many keys, but there are 2",
  ],
  [
    "an unknown width",
    [
      [3, null],
      [3, null],
      [3, null],
    ],
    "width of queries [?, 3, ?] must be known",
  ],
] as const;

for (const [what, shapes, message] of REFUSED) {
  test(`attentionLayer() refuses ${what}`, () => {
    const inputs = shapes.map((shape) => tf.input({ shape: [...shape] }));
    assert.throws(
      () => attentionLayer({ heads: 2, causal: true }).apply(inputs),
      (error: Error) => error instanceof RangeError && error.message.includes(message),
    );
  });
}
