import { modelIn, readModelFolder, saveModelFolder } from "../../../core/mod.ts";
import type { ModelFormat } from "../_shared/mod.ts";

/** A model folder: tfjs's own format, for browsers, ml5 and tfjs-node, with Tolaria's `tolaria.json` beside it. */
export const layersFormat: ModelFormat = {
  name: "layers",
  extension: "",
  write: async (model, info, path) => {
    await saveModelFolder(model, path, info);
  },
  read: async (path) => modelIn(await readModelFolder(path)),
};
