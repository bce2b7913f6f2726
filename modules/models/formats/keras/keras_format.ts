import { writeModelFile } from "../../../../core/mod.ts";
import type { ModelFormat } from "../../_shared/mod.ts";
import { kerasBytes } from "./write_keras.ts";

/** A `.keras` file, for Keras 3 on any of its backends. */
export const kerasFormat: ModelFormat = {
  name: "keras",
  extension: ".keras",
  write: async (model, _info, path) => {
    await writeModelFile(path, await kerasBytes(model));
  },
};
