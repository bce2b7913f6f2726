/**
 * Trained networks as files: model folders and other formats.
 *
 * @module
 */
export type { ModelFormat } from "./_shared/mod.ts";
export { type ExportOptions, exportModel } from "./export_model.ts";
export { FORMATS } from "./formats/formats.ts";
export { type LoadOptions, loadModel } from "./load_model.ts";
export { LoadedModel } from "./loaded_model.ts";
export { saveModel } from "./save_model.ts";
