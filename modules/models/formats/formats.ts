import type { ModelFormat } from "../_shared/mod.ts";
import { layersFormat } from "./layers.ts";

/** The formats by name. */
export const FORMATS: Readonly<Record<string, ModelFormat>> = Object.fromEntries(
  [layersFormat].map((format) => [format.name, format]),
);
