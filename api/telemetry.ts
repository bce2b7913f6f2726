/**
 * Telemetry exporters and profilers: where spans, metrics and traces go.
 *
 * @module
 */
export * from "../modules/profilers/mod.ts";
export * from "../modules/telemetry/mod.ts";
