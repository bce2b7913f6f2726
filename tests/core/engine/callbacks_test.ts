import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN_CALLBACK, type RunCallback } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { arrays, constant, layersModel } from "../../../modules/mod.ts";
import {
  gradientDescent,
  leavesNoTensorsAfter,
  trainerOf,
} from "../../_support/training/training.ts";

/** A trainer of 20 examples in batches of 8, with `callback`. */
function trainerWith(callback: RunCallback) {
  const module = new ContainerModule(({ bind }) => {
    bind(RUN_CALLBACK).toConstantValue(callback);
  });
  return trainerOf({ batchSize: 8, modules: [gradientDescent(), constant(0.1), module] });
}

test("run() awaits each callback before it goes on", async () => {
  const calls: string[] = [];
  const after = (text: string) =>
    Promise.resolve().then(() => {
      calls.push(text);
    });
  await using trainer = trainerWith({
    onEpochBegin: (epoch) => after(`epoch ${epoch}`),
    onStepBegin: (step, examples) => after(`step ${step} of ${examples}`),
    onStepEnd: ({ stepInEpoch, step }, examples) =>
      after(`done ${stepInEpoch} ${step} ${examples}`),
    onEpochEnd: ({ epoch, step }) => after(`end ${epoch} ${step}`),
  });
  await trainer.run({ epochs: 2 });
  const epoch = (number: number, before: number) => [
    `epoch ${number}`,
    "step 1 of 8",
    `done 1 ${before + 1} 8`,
    "step 2 of 8",
    `done 2 ${before + 2} 8`,
    "step 3 of 4",
    `done 3 ${before + 3} 4`,
    `end ${number} ${before + 3}`,
  ];
  assert.deepEqual(calls, [...epoch(1, 0), ...epoch(2, 3)]);
});

for (const hook of ["onEpochBegin", "onStepBegin", "onStepEnd", "onEpochEnd"] as const) {
  test(`run() fails with the error of a callback when its ${hook} throws`, () =>
    leavesNoTensorsAfter(async () => {
      const error = new Error("of a callback");
      await using trainer = trainerWith({ [hook]: () => Promise.reject(error) });
      await assert.rejects(trainer.run({ epochs: 1 }), (thrown) => thrown === error);
    }));
}

test("run() takes the examples in their order when shuffle is false", async () => {
  const points = Float32Array.from({ length: 12 }, (_, i) => i);
  const batches: number[][] = [];
  await using trainer = trainerOf({
    shuffle: false,
    batchSize: 4,
    host: layersModel(() => {
      const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 2 })] });
      const { call } = model.layers[0] as tf.layers.Layer;
      (model.layers[0] as tf.layers.Layer).call = function (inputs, kwargs) {
        batches.push([...([inputs].flat()[0] as tf.Tensor).dataSync()]);
        return call.call(this, inputs, kwargs);
      };
      return model;
    }),
    data: arrays({
      inputs: { point: { values: points, shape: [1] } },
      targets: { side: { values: Array.from(points, (_, i) => i % 2), classes: 2 } },
    }),
  });
  await trainer.run({ epochs: 2 });
  // Whatever parts a batch is computed in.
  const epoch = Array.from(points);
  assert.deepEqual(batches.flat(), [...epoch, ...epoch]);
});
