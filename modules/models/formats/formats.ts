import type { ModelFormat } from "../_shared/mod.ts";
import { kerasFormat } from "./keras/mod.ts";
import { layersFormat } from "./layers.ts";
import { onnxFormat } from "./onnx/mod.ts";

/** The formats by name. */
export const FORMATS: Readonly<Record<string, ModelFormat>> = Object.fromEntries(
  [layersFormat, kerasFormat, onnxFormat].map((format) => [format.name, format]),
);
