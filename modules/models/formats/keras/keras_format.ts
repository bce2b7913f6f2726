import { writeModelFile } from "../../../../core/mod.ts";
import type { ModelFormat } from "../../_shared/mod.ts";
import { readModelFile } from "../read_file.ts";
import { readKeras } from "./read_keras.ts";
import { kerasBytes } from "./write_keras.ts";

/** A `.keras` file, which Keras 3 reads and writes on any of its backends. */
export const kerasFormat: ModelFormat = {
  name: "keras",
  extension: ".keras",
  write: async (model, _info, path) => {
    await writeModelFile(path, await kerasBytes(model));
  },
  read: async (path) => readKeras(await readModelFile(path)),
};
