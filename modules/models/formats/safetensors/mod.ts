/**
 * Weights of models as safetensors.
 *
 * @module
 */
export { readSafetensors } from "./read_safetensors.ts";
export { safetensorsFormat } from "./safetensors_format.ts";
