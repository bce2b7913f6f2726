import { modelName } from "../../../../core/layers/mod.ts";
import { type tf, zipSync } from "../../../../deps.ts";
import { ModelWeights, modelGraph } from "../../_graph/mod.ts";
import { hdf5Bytes } from "./hdf5.ts";
import { ModelWriter } from "./write_model.ts";

/** First version of the format. */
const KERAS_VERSION = "3.0.0";

/** Earliest time that an archive can say. */
const NO_TIME: Date = new Date(1980, 0, 1);

/**
 * Returns `model` as the bytes of a `.keras` file, which Keras 3 loads.
 *
 * @throws {TolariaError} `model/invalid` if a layer or an option of one has no counterpart; it names both.
 */
export async function kerasBytes(model: tf.LayersModel): Promise<Uint8Array> {
  const writer = new ModelWriter(await ModelWeights.read(model));
  const config = writer.write(modelGraph(model), modelName(model).replaceAll("/", "."), "", "");
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const files = {
    "metadata.json": json({ keras_version: KERAS_VERSION, date_saved: "1980-01-01@00:00:00" }),
    "config.json": json({ ...config, compile_config: null }),
    "model.weights.h5": await hdf5Bytes(writer.weights),
  };
  return zipSync(files, { level: 0, mtime: NO_TIME });
}
