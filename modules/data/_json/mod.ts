/**
 * Reads files of JSON records by the index of their records.
 *
 * @module
 */
export { openReader } from "./json_reader.ts";
export type { JsonRequest, JsonSpec } from "./json_spec.ts";
export { makeSpec } from "./make_spec.ts";
