/**
 * Weights of models as safetensors.
 *
 * @module
 */
export { safetensorsFormat } from "./safetensors_format.ts";
