import type { ModelFormat } from "../_shared/mod.ts";
import { kerasFormat } from "./keras/mod.ts";
import { layersFormat } from "./layers.ts";
import { onnxFormat } from "./onnx/mod.ts";
import { safetensorsFormat } from "./safetensors/mod.ts";

/** The formats by name. */
export const FORMATS: Readonly<Record<string, ModelFormat>> = Object.fromEntries(
  [layersFormat, kerasFormat, onnxFormat, safetensorsFormat].map((format) => [format.name, format]),
);
