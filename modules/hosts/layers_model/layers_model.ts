import { HOST_BUILDER, TolariaError } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { LayeredHost } from "../_layered/mod.ts";

/**
 * Trains a tfjs `LayersModel` as it is; it need not be compiled.
 *
 * Given a model, training starts from its weights and ends in them: the model stays the user's. Given a
 * function, the model is built once the backend is ready, with weights that follow from the run's seed.
 *
 * @example
 * ```ts run
 * import { layersModel } from "tolaria";
 * import * as tf from "@tensorflow/tfjs";
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
 */
export function layersModel(model: tf.LayersModel | (() => tf.LayersModel)): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER)
      .toResolvedValue(() => ({
        build: () => {
          const built = checkModel(typeof model === "function" ? model() : model);
          return new LayeredHost([{ name: "", model: built }], {
            name: built.name,
            borrowed: built === model,
          });
        },
      }))
      .inSingletonScope();
  });
}

function checkModel(model: unknown): tf.LayersModel {
  if (!(model instanceof tf.LayersModel)) {
    throw new TypeError(
      `Cannot train the host as it must be a tfjs LayersModel: current value is ${String(model)}`,
    );
  }
  if (!model.inputs?.length || !model.outputs?.length) {
    throw new TolariaError(
      "host/unsupported",
      `Cannot train '${model.name}' as its input shape is not known: give its first layer an inputShape`,
    );
  }
  return model;
}
