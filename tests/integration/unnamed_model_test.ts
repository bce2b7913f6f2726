import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  layersModel,
  MemoryCheckpointStore,
  meanSquaredError,
  memoryCheckpoints,
} from "../../modules/mod.ts";
import { trainerOf } from "../_support/training/training.ts";

const { layers } = tf;

/** Models without a name, flat, functional and with one within another. */
const MODELS: Readonly<Record<string, () => tf.LayersModel>> = {
  sequential: () =>
    tf.sequential({
      layers: [layers.dense({ inputShape: [1], units: 2 }), layers.dense({ units: 1 })],
    }),
  functional: () => {
    const x = tf.input({ shape: [1] });
    return tf.model({
      inputs: x,
      outputs: layers.dense({ units: 1 }).apply(x) as tf.SymbolicTensor,
    });
  },
  nested: () =>
    tf.sequential({
      layers: [
        tf.sequential({ layers: [layers.dense({ inputShape: [1], units: 2 })] }),
        layers.dense({ units: 1 }),
      ],
    }),
};

/** A trainer of four examples on checkpoints in `store`. */
function trainer(model: () => tf.LayersModel, store: MemoryCheckpointStore) {
  const column = { values: [1, 2, 3, 4], shape: [1] };
  return trainerOf({
    host: layersModel(model),
    data: arrays({ inputs: { x: column }, targets: { y: column } }),
    modules: [adamw(), constant(0.01), meanSquaredError(), memoryCheckpoints({ store })],
    batchSize: 2,
  });
}

for (const [kind, model] of Object.entries(MODELS)) {
  test(`Trainer.run() resumes an unnamed ${kind} model that is built again in the same process`, async () => {
    const store = new MemoryCheckpointStore();
    await using first = trainer(model, store);
    await first.run({ epochs: 2 });
    await using whole = trainer(model, new MemoryCheckpointStore());
    const expected = await whole.run({ epochs: 4 });
    await using second = trainer(model, store);
    const resumed = await second.run({ epochs: 4, resume: {} });
    assert.equal(resumed.steps, expected.steps);
    assert.equal(resumed.weightsHash, expected.weightsHash);
  });
}

test("Trainer.run() reports whether the first weights follow from the seed", async () => {
  const model = MODELS.sequential as () => tf.LayersModel;
  await using drawn = trainer(model, new MemoryCheckpointStore());
  assert.equal((await drawn.run({ epochs: 1 })).plan.hasOwnWeights, undefined);
  const column = { values: [1, 2], shape: [1] };
  await using given = trainerOf({
    host: model(),
    data: arrays({ inputs: { x: column }, targets: { y: column } }),
    modules: [adamw(), constant(0.01), meanSquaredError()],
  });
  assert.equal((await given.run({ epochs: 1 })).plan.hasOwnWeights, true);
});
