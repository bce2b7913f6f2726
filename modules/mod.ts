/**
 * The built-in providers, a folder a role, and what composes them to a trainer.
 *
 * @module
 */

export type { PositionEmbeddingOptions, TiedEmbeddingOptions } from "./_layers/mod.ts";
export { positionEmbedding, tiedEmbedding } from "./_layers/mod.ts";
export * from "./aggregators/mod.ts";
export type { AttentionLayerOptions, AttentionOptions } from "./attention/mod.ts";
export { attention, attentionLayer } from "./attention/mod.ts";
export * from "./autopilots/mod.ts";
export * from "./backends.ts";
export * from "./breakers/mod.ts";
export * from "./bus/mod.ts";
export * from "./catalogue.ts";
export * from "./checkpoints/mod.ts";
export * from "./clocks/mod.ts";
export * from "./collectives/mod.ts";
export * from "./command_gates/mod.ts";
export * from "./compute/mod.ts";
export * from "./create_trainer.ts";
export * from "./data/mod.ts";
export * from "./epoch_tasks/mod.ts";
export * from "./find_learning_rate/mod.ts";
export * from "./fit/mod.ts";
export * from "./gradient_transforms/mod.ts";
export * from "./hosts/mod.ts";
export * from "./job.ts";
export * from "./kasmina/mod.ts";
export * from "./learning_rates/mod.ts";
export * from "./metrics/mod.ts";
export * from "./models/mod.ts";
export * from "./objectives/mod.ts";
export * from "./observers/mod.ts";
export * from "./optimizers/mod.ts";
export * from "./profilers/mod.ts";
export * from "./signal_channels/mod.ts";
export * from "./snapshots/mod.ts";
export * from "./start_backend.ts";
export * from "./tamiyo/mod.ts";
export * from "./telemetry/mod.ts";
export * from "./tiered_rollback.ts";
export * from "./tokenizers/mod.ts";
export * from "./watchdogs/mod.ts";
