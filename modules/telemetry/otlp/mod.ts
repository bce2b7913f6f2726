/**
 * Telemetry: spans to an OpenTelemetry collector.
 *
 * @module
 */
export { type OtlpOptions, otlp } from "./otlp.ts";
