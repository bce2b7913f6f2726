import { RUN_OBSERVER, type RunObserver } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  arrays,
  constant,
  createTrainer,
  layersModel,
  type Modules,
  sgd,
  type TrainerConfig,
  type TransferOptions,
} from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";

/** 12 small images in 2 classes. */
export const images = arrays({
  inputs: {
    image: {
      values: Float32Array.from({ length: 12 * 16 }, (_, i) => Math.sin(i * i)),
      shape: [4, 4, 1],
    },
  },
  targets: { label: { values: Array.from({ length: 12 }, (_, i) => i % 2), classes: 2 } },
});

/** Saves a convolution, a batch normalization and a head in `directory`, trained for an epoch. */
export async function saveBase(directory: string): Promise<void> {
  await using trainer = trainerOf({
    host: layersModel(() =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({
            inputShape: [4, 4, 1],
            filters: 2,
            kernelSize: 3,
            activation: "relu",
          }),
          tf.layers.batchNormalization(),
          tf.layers.flatten(),
          tf.layers.dense({ units: 3, activation: "relu" }),
          tf.layers.dense({ units: 2 }),
        ],
      }),
    ),
  });
  await trainer.run({ epochs: 1 });
  await trainer.save(directory);
}

/** A trainer of {@link images}, by momentum. */
export function trainerOf({ modules = [], ...config }: Partial<TrainerConfig>) {
  return createTrainer({
    host: layersModel(() => {
      throw new Error("no host");
    }),
    data: images,
    batchSize: 4,
    seed: 3,
    ...config,
    modules: [testBackend(), sgd({ momentum: 0.9 }), constant(0.05), ...modules],
  });
}

/** A trainer of a network that starts from the one in `from`, with another head. */
export function transferOf(
  from: string,
  options: Partial<TransferOptions> = {},
  modules: readonly Modules[] = [],
) {
  const head = (features: tf.SymbolicTensor) =>
    tf.layers.dense({ units: 2 }).apply(features) as tf.SymbolicTensor;
  return trainerOf({
    host: layersModel({ from, until: "dense_1", head, ...options }),
    modules,
  });
}

/** Makes `observer` watch a run. */
export function watching(observer: RunObserver): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue(observer);
  });
}
