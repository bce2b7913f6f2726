import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ArrangedDataset } from "../../../core/data/arranged_dataset.ts";
import { BatchFeeder } from "../../../core/data/batch_feeder.ts";
import type { Batch } from "../../../core/data/feeder.ts";
import type { Dataset } from "../../../core/mod.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { floats } from "../../_support/providers/stub_host.ts";

before(useTestBackend);

/** Two examples of one number, with these weights. */
function weighted(weights: Float32Array | undefined, shape: readonly number[] = []): Dataset {
  return {
    size: 2,
    inputs: [floats([1])],
    targets: [floats([1])],
    weights: floats(shape, "weight"),
    blocks: { size: 1, window: 2 },
    gather: (indices) => ({
      inputs: [Float32Array.from(indices)],
      targets: [Float32Array.from(indices)],
      ...(weights && { weights: weights.slice() }),
    }),
  };
}

const next = (dataset: Dataset) => new BatchFeeder(dataset, { batchSize: 2 }).next() as Batch;

test("BatchFeeder.next() gives the weights as a tensor, which goes with the batch", async () => {
  await leavesNoTensors(() => {
    const batch = next(weighted(Float32Array.of(0.5, 2, 0, 1), [2]));
    assert.deepEqual(batch.weights?.shape, [2, 2]);
    assert.deepEqual([...(batch.weights?.dataSync() ?? [])], [0.5, 2, 0, 1]);
    batch.dispose();
  });
});

test("BatchFeeder.next() refuses weights that are negative, not finite or missing", () => {
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => next(weighted(Float32Array.of(1, 1, 1, wrong), [2])), {
      code: "data/invalid",
      message: `Weight "weight" of example 1 must be finite and at least 0, but is ${wrong}. Cannot make a batch.`,
    });
  }
  assert.throws(() => next(weighted(undefined)), {
    message: 'Column "weight" must have 2 numbers of float32, but has none. Cannot make a batch.',
  });
});

test("ArrangedDataset keeps weights and blocks", async () => {
  const dataset = weighted(Float32Array.of(3, 4));
  const order = { inputs: [0], targets: [0], inputLimits: [], targetLimits: [] };
  const arranged = new ArrangedDataset(dataset, order);
  assert.deepEqual([arranged.weights, arranged.blocks], [dataset.weights, dataset.blocks]);
  const { weights } = await arranged.gather(Uint32Array.of(0, 1));
  assert.deepEqual(weights, Float32Array.of(3, 4));
});
