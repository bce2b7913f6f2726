import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { startBackend, wasm } from "../../../modules/mod.ts";

test("gather() on wasm names a row that does not exist, and leaves no tensor", async () => {
  const backend = await startBackend(wasm({ threads: 1 }));
  const [x, rows] = [tf.tensor2d([[1], [2]]), tf.tensor1d([1, 2], "int32")];
  const before = tf.memory().numTensors;
  assert.throws(() => tf.gather(x, rows), /Row 2 is none of the 2 rows\. Cannot gather\./);
  assert.equal(tf.memory().numTensors, before);
  tf.dispose([x, rows]);
  await backend.dispose();
});
