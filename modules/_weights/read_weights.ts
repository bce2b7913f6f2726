import { statSync } from "node:fs";
import { extname } from "node:path";
import { readWeightsFolder, TolariaError } from "../../core/mod.ts";
import { readSafetensors } from "../../core/safetensors/mod.ts";
import { readModelFile } from "../models/_shared/mod.ts";
import { readNamedWeights } from "../models/formats/keras/mod.ts";
import type { WeightFile } from "./assign_weights.ts";

/**
 * Reads the tensors of a `.safetensors` file, of an `.h5` file of Keras 2, or of a folder of weights.
 *
 * @throws {TolariaError} `options/invalid` for another file; `model/missing`, `model/corrupt` if there is no such file.
 */
export async function readWeights(path: string): Promise<WeightFile> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return readWeightsFolder(path);
  const kind = extname(path);
  if (kind !== ".safetensors" && kind !== ".h5" && kind !== ".hdf5") {
    throw new TolariaError(
      "options/invalid",
      `The file must end in .safetensors or .h5, but "${path}" does not. Cannot load weights from it.`,
    );
  }
  const bytes = await readModelFile(path);
  return kind === ".safetensors" ? readSafetensors(bytes) : readNamedWeights(bytes);
}
