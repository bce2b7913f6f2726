import assert from "node:assert/strict";
import { before, test } from "node:test";
import { draftOf } from "../../../core/recovery/checkpoint_draft.ts";
import { tf } from "../../../deps.ts";
import { stateAt } from "../../../testing/_support/states.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

for (const [where, backend] of Object.entries({
  "where they lie": { view: (tensor: tf.Tensor) => tensor.dataSync() },
  "from a backend without a view": {},
})) {
  test(`draftOf() reads any part of the numbers ${where}, and leaves no tensors`, () => {
    const state = stateAt(7, 10);
    leavesNoTensors(() => {
      const draft = draftOf(state, backend, { runId: "run", reason: "epoch" });
      const source = draft.parts[0]?.tensors[0] ?? assert.fail("nothing is to be written");
      assert.equal(source.bytes, 40);
      // Numbers 2 to 4 of ten sevens.
      assert.deepEqual([...new Float32Array(source.read(8, 20).buffer)], [7, 7, 7]);
    });
    for (const { tensors } of state.parts.values()) tf.dispose(tensors.map((it) => it.tensor));
  });
}
