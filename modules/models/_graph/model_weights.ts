import { namedWeights } from "../../../core/layers/mod.ts";
import type { WeightArray } from "../../../core/safetensors/mod.ts";
import type { tf } from "../../../deps.ts";

/** The weights of a model, read back from the backend once. */
export class ModelWeights {
  readonly #arrays: ReadonlyMap<tf.LayerVariable, WeightArray>;

  private constructor(arrays: ReadonlyMap<tf.LayerVariable, WeightArray>) {
    this.#arrays = arrays;
  }

  /** Reads every weight of `model`. */
  static async read(model: tf.LayersModel): Promise<ModelWeights> {
    const arrays = new Map<tf.LayerVariable, WeightArray>();
    for (const { weight } of namedWeights(model)) {
      const tensor = weight.read();
      const data = Float32Array.from(await tensor.data());
      arrays.set(weight, { shape: tensor.shape, data });
    }
    return new ModelWeights(arrays);
  }

  /** Returns the weights of `layer` by the names that tfjs gives them (`kernel`, `moving_mean`), in its order. */
  of(layer: tf.layers.Layer): ReadonlyMap<string, WeightArray> {
    return new Map(
      layer.weights.map((weight) => [
        weight.originalName.slice(weight.originalName.lastIndexOf("/") + 1),
        this.#arrays.get(weight) as WeightArray,
      ]),
    );
  }
}
