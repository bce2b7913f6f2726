import { writeModelFile } from "../../../../core/mod.ts";
import { type ModelFormat, readModelFile } from "../../_shared/mod.ts";

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
