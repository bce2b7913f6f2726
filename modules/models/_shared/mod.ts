/**
 * What the formats of models share.
 *
 * @module
 */
export type { ModelFormat } from "./model_format.ts";
export { readModelFile } from "./read_file.ts";
