import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  cnn,
  constant,
  createTrainer,
  layersModel,
  memory,
  SpanRecorder,
  type TrainerConfig,
  wasm,
} from "../../../modules/mod.ts";
import { EACH_BACKEND } from "../../../testing/_support/test_backend.ts";
import { leavesNoTensorsAfter, watching } from "../../_support/training/training.ts";

const size = 14;
const labels = { values: Array.from({ length: size }, (_, i) => i % 3), classes: 3 };
const pixels = Float32Array.from({ length: size * 64 }, (_, i) => Math.sin(i));
const ids = Int32Array.from({ length: size * 4 }, (_, i) => (i * i) % 9);

const images = {
  inputs: { image: { values: pixels, shape: [8, 8, 1] } },
  targets: { label: labels },
};
const words = {
  inputs: { words: { values: ids, shape: [4], classes: 9 } },
  targets: { label: labels },
};

const NETWORKS: Readonly<Record<string, Pick<TrainerConfig, "host" | "data">>> = {
  "a convolutional network with batch norm, pooling and dropout": {
    host: cnn({
      inputShape: [8, 8, 1],
      filters: [2, 3],
      units: 4,
      classes: 3,
      batchNorm: true,
      dropout: 0.5,
    }),
    data: arrays({ ...images, validation: images }),
  },
  "an embedding with a penalty": {
    host: layersModel(() =>
      tf.sequential({
        layers: [
          tf.layers.embedding({ inputDim: 9, outputDim: 3, inputLength: 4 }),
          tf.layers.flatten(),
          tf.layers.dense({ units: 3, kernelRegularizer: "l1l2" }),
        ],
      }),
    ),
    data: arrays({ ...words, validation: words }),
  },
};

const BACKENDS = { ...EACH_BACKEND, wasm: () => wasm({ threads: 2 }) };

for (const [backend, make] of Object.entries(BACKENDS)) {
  for (const [network, config] of Object.entries(NETWORKS)) {
    test(`Trainer leaves no tensors, and holds no more from epoch 2 on, with ${network} on ${backend}`, async () => {
      await tf.setBackend("cpu");
      const held: number[] = [];
      const counter = watching({ onEpoch: () => held.push(tf.memory().numTensors) });
      await leavesNoTensorsAfter(async () => {
        await using trainer = createTrainer({
          ...config,
          modules: [adamw(), constant(1e-3), memory(new SpanRecorder()), make(), counter],
          batchSize: 4,
          accumulationSteps: 3,
          clipNorm: 0.1,
        });
        await trainer.run({ epochs: 4 });
        await trainer.run({ epochs: 4, restoreBest: true });
      });
      for (const run of [held.slice(0, 4), held.slice(4)]) {
        const [, second, ...later] = run;
        assert.deepEqual(later, [second, second]);
      }
    });
  }
}
