/**
 * Telemetry: spans printed for people.
 *
 * @module
 */
export { type ConsoleTelemetryOptions, consoleTelemetry } from "./console_telemetry.ts";
