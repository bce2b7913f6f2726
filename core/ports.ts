/**
 * The interfaces that providers implement, the tokens that they bind, and what both name.
 *
 * @module
 */
export { type ErrorCode, TolariaError } from "./errors/mod.ts";
export type { Json, JsonObject } from "./json.ts";
export { declareLateReads } from "./late_reads/fetch_values.ts";
export { PolicyModule } from "./learning_rates/policy_module.ts";
export * from "./ports/autopilot.ts";
export * from "./ports/bus.ts";
export * from "./ports/checkpoint_store.ts";
export * from "./ports/circuit_breakers.ts";
export * from "./ports/clock.ts";
export * from "./ports/collective.ts";
export * from "./ports/command_gate.ts";
export * from "./ports/command_handler.ts";
export * from "./ports/compute_backend.ts";
export * from "./ports/dataset.ts";
export * from "./ports/epoch_task.ts";
export * from "./ports/feature_base.ts";
export { type Feature, SHED_ORDER } from "./ports/features.ts";
export * from "./ports/gradient_aggregator.ts";
export * from "./ports/gradient_transform.ts";
export * from "./ports/host.ts";
export * from "./ports/kasmina.ts";
export * from "./ports/learning_rate_policy.ts";
export * from "./ports/metric.ts";
export * from "./ports/objective.ts";
export * from "./ports/optimizer.ts";
export * from "./ports/profiler.ts";
export * from "./ports/recovery.ts";
export * from "./ports/run_callback.ts";
export * from "./ports/run_controls.ts";
export * from "./ports/run_observer.ts";
export * from "./ports/seed_training.ts";
export * from "./ports/signal_channel.ts";
export * from "./ports/snapshot_store.ts";
export * from "./ports/tamiyo.ts";
export * from "./ports/telemetry.ts";
export * from "./ports/tokenizer.ts";
export * from "./ports/training_state.ts";
export * from "./ports/watchdog.ts";
export { type RandomState, RandomStream } from "./random.ts";
export { role } from "./role.ts";
export { BREAKER, exporterBreaker } from "./stability/breaker_names.ts";
export * from "./tokens.ts";
