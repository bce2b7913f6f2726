import { modelName } from "../../../core/layers/mod.ts";
import { HOST_BUILDER, TolariaError } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { LayeredHost } from "../_layered/mod.ts";
import { TransferBuilder } from "./transfer.ts";
import { checkTransfer, type TransferOptions } from "./transfer_options.ts";

/**
 * Trains a tfjs `LayersModel`; it need not be compiled.
 *
 * Given a function, builds the model once the backend is ready, with weights that follow from the run's seed. Given a
 * model, starts from the weights that it has and ends in them: the model stays yours, and its first weights do not
 * follow from the seed, as those of a model that was trained or loaded must not. The report says which it was.
 *
 * Given a folder that a model was saved in, starts from that model: with the layers up to one of them, a head behind it,
 * and weights that are frozen, for good or up to an epoch.
 *
 * Layers train as Keras's do: constraints hold after each update, a batch normalization with `trainable = false` runs as
 * in a prediction and keeps its moving mean and variance, and a dropout with a `seed` draws another mask in each step.
 * Layers that cannot be trained are refused by name: stateful ones, and dilated convolutions on a backend that has no
 * gradient for them. Inputs and outputs with names take the columns of the same names.
 *
 * Weights are named by the structure of the model and never by tfjs's counters, so the same model built twice is the
 * same.
 *
 * @example
 * ```ts run
 * import { layersModel, tf } from "tolaria";
 *
 * const host = layersModel(() =>
 *   tf.sequential({
 *     layers: [
 *       tf.layers.flatten({ inputShape: [28, 28, 1] }),
 *       tf.layers.dense({ units: 10 }),
 *     ],
 *   }),
 * );
 * ```
 *
 * @example
 * ```ts
 * import { layersModel, tf } from "tolaria";
 *
 * // A saved network with another head; what it had learned is trained from the fifth epoch on, at a tenth of the rate.
 * const host = layersModel({
 *   from: "out/model",
 *   until: "flatten_1",
 *   head: (features) => tf.layers.dense({ units: 5 }).apply(features) as tf.SymbolicTensor,
 *   freeze: "conv*",
 *   unfreeze: [{ pattern: "conv2d_2", atEpoch: 5, learningRateScale: 0.1 }],
 * });
 * ```
 */
export function layersModel(
  model: tf.LayersModel | (() => tf.LayersModel) | TransferOptions,
): ContainerModule {
  if (isTransfer(model)) {
    const options = checkTransfer(model);
    return new ContainerModule(({ bind }) => {
      bind(HOST_BUILDER)
        .toResolvedValue(() => new TransferBuilder(options))
        .inSingletonScope();
    });
  }
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER)
      .toResolvedValue(() => ({
        build: () => {
          const built = checkModel(typeof model === "function" ? model() : model);
          return new LayeredHost([{ name: "", model: built }], {
            name: modelName(built),
            borrowed: built === model,
          });
        },
      }))
      .inSingletonScope();
  });
}

function isTransfer(model: object): model is TransferOptions {
  return typeof model === "object" && model !== null && "from" in model;
}

function checkModel(model: unknown): tf.LayersModel {
  if (!(model instanceof tf.LayersModel)) {
    throw new TypeError(
      `The host must be a tfjs LayersModel, but is ${String(model)}. Cannot train it.`,
    );
  }
  if (!model.inputs?.length || !model.outputs?.length) {
    throw new TolariaError(
      "host/unsupported",
      `The input shape of "${model.name}" is unknown: give its first layer an inputShape. Cannot train it.`,
    );
  }
  return model;
}
