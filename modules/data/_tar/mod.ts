/**
 * Reads samples of tar shards by the index of their files.
 *
 * @module
 */
export { makeSpec } from "./make_spec.ts";
export { openReader } from "./tar_reader.ts";
export type { TarRequest, TarSpec } from "./tar_spec.ts";
