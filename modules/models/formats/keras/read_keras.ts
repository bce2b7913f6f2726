import { errorMessage, messageOf, TolariaError } from "../../../../core/mod.ts";
import { tf, unzipSync } from "../../../../deps.ts";
import { modelGraph } from "../../_graph/mod.ts";
import { readHdf5 } from "./hdf5.ts";
import type { KerasObject } from "./keras_objects.ts";
import { checkAllMasks } from "./masks.ts";
import { readModel } from "./read_model.ts";
import { readWeights } from "./read_weights.ts";

/**
 * Returns the model in the bytes of a `.keras` file. The caller disposes it.
 *
 * @throws {TolariaError} `model/invalid` if TensorFlow.js has no counterpart of a layer or of an option of one; it names
 * both. `model/corrupt` if the bytes are no such file.
 */
export async function readKeras(bytes: Uint8Array): Promise<tf.LayersModel> {
  const { config, weights } = filesIn(bytes);
  const model = await tf.models.modelFromJSON(
    readModel(config) as unknown as Parameters<typeof tf.models.modelFromJSON>[0],
  );
  try {
    checkAllMasks(modelGraph(model), "");
    await readHdf5(weights, (file) => readWeights(model, config, file));
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function filesIn(bytes: Uint8Array): {
  readonly config: KerasObject;
  readonly weights: Uint8Array;
} {
  try {
    const files = unzipSync(bytes);
    const [config, weights] = ["config.json", "model.weights.h5"].map((name) => {
      const file = files[name];
      if (!file) throw new Error(`it has no ${name}`);
      return file;
    }) as [Uint8Array, Uint8Array];
    return { config: JSON.parse(new TextDecoder().decode(config)) as KerasObject, weights };
  } catch (cause) {
    throw new TolariaError(
      "model/corrupt",
      errorMessage(messageOf(cause), "read it as a .keras file"),
      { cause },
    );
  }
}
