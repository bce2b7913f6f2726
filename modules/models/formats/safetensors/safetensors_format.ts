import { modelName } from "../../../../core/layers/mod.ts";
import { type ModelDescription, writeModelFile } from "../../../../core/mod.ts";
import type { ModelFormat } from "../../_shared/mod.ts";
import { safetensorsBytes } from "./write_safetensors.ts";

/** The weights alone, by name: for PyTorch, JAX and what else reads safetensors. `loadWeights()` reads them. */
export const safetensorsFormat: ModelFormat = {
  name: "safetensors",
  extension: ".safetensors",
  write: async (model, info, path) => {
    const metadata = { format: "tfjs", model: modelName(model), ...described(info) };
    await writeModelFile(path, await safetensorsBytes(model, metadata));
  },
};

/** The format allows text alone. */
function described({ inputs, targets, epoch }: ModelDescription): Record<string, string> {
  const known = Object.entries({ inputs, targets, epoch }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(known.map(([key, value]) => [key, JSON.stringify(value)]));
}
