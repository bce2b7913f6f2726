import {
  copyNetwork,
  type Host,
  type ModelDescription,
  type ModelInfo,
  saveModelFolder,
} from "../../core/mod.ts";
import { tf } from "../../deps.ts";

/**
 * Saves a network as a model folder, which {@link loadModel} and stock tfjs load: all of it or nothing. A model folder
 * that is there is replaced. Of a host that is not made of layers, the folder has the weights alone. `trainer.save`
 * does this with everything that is known of a trained network.
 *
 * @param network A tfjs `LayersModel`, or a host.
 * @param description What else is known of it: the columns of its inputs and targets, the objective, the metrics.
 * @returns What was written as `tolaria.json`.
 * @throws {TolariaError} `model/refused` if the folder cannot be written, or is none that Tolaria wrote;
 * `host/unsupported` if the network cannot be copied as layers.
 *
 * @example
 * ```ts
 * import { tf } from "tolaria";
 * import { saveModel } from "tolaria/models";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
 * await saveModel(model, "out/model");
 * ```
 */
export async function saveModel(
  network: tf.LayersModel | Host,
  directory: string,
  description: ModelDescription = {},
): Promise<ModelInfo> {
  if (network instanceof tf.LayersModel) return saveModelFolder(network, directory, description);
  const copy = copyNetwork(network);
  try {
    return await copy.save(directory, { host: network.name, ...description });
  } finally {
    copy.dispose();
  }
}
