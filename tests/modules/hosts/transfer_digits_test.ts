import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adam,
  arrays,
  constant,
  createTrainer,
  digits,
  frozenRate,
  layersModel,
  wasm,
} from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";

/** Real digits from `first` to `first + 4`, as classes 0 to 4; each class has its share, the same ones each time. */
async function digitsFrom(first: number, train: number, validation: number) {
  const source = await resolveProvider(DATA_SOURCE, digits({ validation: 0 }));
  const { train: all } = await source.open(0);
  // The digits lie class by class: steps of a large prime take some of each, and none twice.
  const some = Uint32Array.from({ length: all.size }, (_, i) => (i * 7919) % all.size);
  const { inputs, targets } = await all.gather(some.slice(0, 4 * (train + validation)));
  const [pixels, labels] = [inputs[0] as Float32Array, targets[0] as Int32Array];
  const meant = [...labels.keys()].filter((at) => {
    const label = labels[at] as number;
    return label >= first && label < first + 5;
  });
  const part = (rows: readonly number[]) => ({
    inputs: {
      image: {
        values: Float32Array.from(
          rows.flatMap((at) => [...pixels.subarray(at * 784, (at + 1) * 784)]),
        ),
        shape: [28, 28, 1],
      },
    },
    targets: { label: { values: rows.map((at) => (labels[at] as number) - first), classes: 5 } },
  });
  return arrays({
    ...part(meant.slice(0, train)),
    validation: part(meant.slice(train, train + validation)),
  });
}

function trainerOf(host: ContainerModule, data: ContainerModule, rate = constant(0.003)) {
  const modules = [wasm({ threads: 1 }), adam(), rate];
  return createTrainer({ host, data, batchSize: 16, seed: 1, modules });
}

/** Two convolutions and a head of 5 classes. */
const network = () =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 6,
        kernelSize: 5,
        strides: 2,
        activation: "relu",
      }),
      tf.layers.conv2d({ filters: 12, kernelSize: 3, strides: 2, activation: "relu" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 5 }),
    ],
  });

test("a head on a base that has seen digits 0 to 4 learns 5 to 9 better than one on a fresh base", () =>
  withScratch(async (scratch) => {
    const base = scratch.path("base");
    const fresh = scratch.path("fresh");
    const few = await digitsFrom(5, 40, 150);
    {
      await using trainer = trainerOf(layersModel(network), await digitsFrom(0, 300, 50));
      await trainer.run({ epochs: 4 });
      await trainer.save(base);
    }
    {
      // Weights as they begin: a step at a rate of 0 changes none.
      await using trainer = trainerOf(layersModel(network), few, frozenRate());
      await trainer.run({ epochs: 1 });
      await trainer.save(fresh);
    }
    const accuracy = async (from: string) => {
      const host = layersModel({
        from,
        until: "flatten_1",
        head: (features) => tf.layers.dense({ units: 5 }).apply(features) as tf.SymbolicTensor,
        cacheFeatures: scratch.path("features"),
      });
      await using trainer = trainerOf(host, few);
      const { epochs } = await trainer.run({ epochs: 12 });
      return epochs.at(-1)?.validation?.metrics.accuracy as number;
    };
    const [learned, scratchOnly] = [await accuracy(base), await accuracy(fresh)];
    assert.ok(learned > scratchOnly + 0.02, `${learned} against ${scratchOnly}`);
    assert.ok(learned > 0.7, `${learned}`);
  }));
