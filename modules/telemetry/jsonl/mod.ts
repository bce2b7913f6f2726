/**
 * Telemetry: spans as lines of JSON in a file.
 *
 * @module
 */
export { type JsonlOptions, jsonl } from "./jsonl.ts";
