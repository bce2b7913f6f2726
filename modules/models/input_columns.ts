import { inputName } from "../../core/layers/mod.ts";
import type { ModelInfo, SavedColumn } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";

/** What goes into a network: the columns that it was trained on, or what its inputs say themselves. */
export function inputColumns(
  model: tf.LayersModel,
  info: ModelInfo | undefined,
): readonly SavedColumn[] {
  if (info && info.inputs.length === model.inputs.length) return info.inputs;
  return model.inputs.map((input, at) => ({
    name: inputName(model.inputNames[at] as string) ?? (at === 0 ? "input" : `input${at + 1}`),
    shape: input.shape.slice(1) as number[],
    dtype: input.dtype === "int32" ? "int32" : "float32",
  }));
}
