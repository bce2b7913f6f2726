import assert from "node:assert/strict";
import { before, test } from "node:test";
import { tf } from "../../../deps.ts";
import {
  attention,
  attentionLayer,
  positionEmbedding,
  tiedEmbedding,
} from "../../../modules/mod.ts";
import { assertClose, leavesNoTensors, take } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

type Symbolic = tf.SymbolicTensor;

before(useTestBackend);

/** Ids to vectors to places to scores, with tables of small whole numbers. */
function network(): tf.LayersModel {
  const ids = tf.input({ shape: [2], dtype: "int32" });
  const tokens = tiedEmbedding({ vocabulary: 3, width: 2, name: "token" });
  const places = positionEmbedding({ context: 3, name: "position" });
  const scores = tokens.apply(places.apply(tokens.apply(ids) as Symbolic) as Symbolic);
  const model = tf.model({ inputs: ids, outputs: scores as Symbolic });
  tokens.setWeights([tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])]);
  places.setWeights([tf.tensor2d([10, 0, 0, 10, 7, 7], [3, 2])]);
  return model;
}

test("tiedEmbedding() looks up and scores by one table, positionEmbedding() adds its first rows", () => {
  const model = network();
  assert.equal(model.countParams(), 12);
  leavesNoTensors(() => {
    const scores = tf.tidy(() => model.predict(tf.tensor2d([[2, 0]], [1, 2], "int32")));
    // Id 2 is [5, 6], and [15, 6] at place 0: 15 + 12, 45 + 24, 75 + 36. Id 0 is [1, 2], and [1, 12] at place 1.
    assertClose(take(scores as tf.Tensor), [27, 69, 111, 25, 51, 77], 1e-6);
  });
});

test("tiedEmbedding() adds the gradients of both of its uses", () => {
  const model = network();
  const table = model.getLayer("token").weights[0]?.read() as tf.Variable;
  const { grads } = tf.variableGrads(
    () => (model.apply(tf.tensor2d([[2, 0]], [1, 2], "int32")) as tf.Tensor).sum() as tf.Scalar,
    [table],
  );
  // Of the scores: each row the sum of both places, [15, 6] + [1, 12]. Of the lookup: the sum of all rows, [9, 12], to 2 and 0.
  assertClose(take(grads[table.name] as tf.Tensor), [25, 30, 16, 18, 25, 30], 1e-6);
});

test("positionEmbedding() refuses a sequence that is longer than its table", () => {
  const layer = positionEmbedding({ context: 2 });
  assert.throws(() => layer.apply(tf.zeros([1, 3, 4])), {
    name: "RangeError",
    message: /^A sequence must have at most 2 places, but has 3\. Cannot embed its positions\.$/,
  });
});

test("tiedEmbedding() refuses sizes that are no whole numbers, and vectors of another width", () => {
  assert.throws(() => tiedEmbedding({ vocabulary: 0, width: 2 }), {
    message:
      /^"vocabulary" must be a whole number of at least 1, but is 0\. Cannot embed tokens\.$/,
  });
  const layer = tiedEmbedding({ vocabulary: 3, width: 2, name: "token" });
  assert.throws(() => layer.apply(tf.input({ shape: [4, 5] })), {
    message: /^The vectors must have 2 numbers, but have 5\. Cannot score them by "token"\.$/,
  });
});

test("attentionLayer() takes queries, keys and values beside each other", () => {
  const qkv = tf.randomNormal<tf.Rank.R3>([2, 4, 12], 0, 1, "float32", 5);
  const [q, k, v] = tf.split(qkv, 3, -1) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  const layer = attentionLayer({ heads: 2, causal: true });
  const symbolic = layer.apply(tf.input({ shape: [4, 12] })) as Symbolic;
  assert.deepEqual(symbolic.shape, [null, 4, 4]);
  const wanted = attention(q, k, v, { heads: 2, causal: true }).dataSync();
  assertClose((layer.apply(qkv) as tf.Tensor).dataSync(), wanted, 1e-6);
  assert.throws(() => layer.apply(tf.input({ shape: [4, 11] })), /takes queries, keys and values/);
});
