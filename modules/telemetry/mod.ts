/**
 * Telemetry exporters.
 *
 * @module
 */
export * from "./console/mod.ts";
export * from "./jsonl/mod.ts";
export * from "./leyline/mod.ts";
export * from "./memory/mod.ts";
export * from "./none/mod.ts";
export * from "./otlp/mod.ts";
export * from "./prometheus/mod.ts";
