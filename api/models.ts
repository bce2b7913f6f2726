/**
 * Model folders: save a trained network, load it, predict and evaluate, and write it in other formats.
 *
 * @module
 */
export type {
  ModelDescription,
  ModelInfo,
  SavedColumn,
  SavedSeed,
  SavedWeights,
  SaveOptions,
} from "../core/mod.ts";
export type { BackendChoice, StartedBackend } from "../modules/mod.ts";
export * from "../modules/models/mod.ts";
