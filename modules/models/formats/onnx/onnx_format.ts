import { type ModelDescription, writeModelFile } from "../../../../core/mod.ts";
import type { ModelFormat } from "../../_shared/mod.ts";
import { onnxBytes } from "./write_onnx.ts";

/** ONNX: operators of opset 17, for onnxruntime and what else reads it. It is only written. */
export const onnxFormat: ModelFormat = {
  name: "onnx",
  extension: ".onnx",
  write: async (model, info, path) => {
    await writeModelFile(path, await onnxBytes(model, metadataOf(info)));
  },
};

/** What a program that runs the model may want to know, as text. */
function metadataOf({ inputs, targets, preparation, epoch }: ModelDescription) {
  const known = Object.entries({ inputs, targets, preparation, epoch }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(known.map(([key, value]) => [`tolaria.${key}`, JSON.stringify(value)]));
}
