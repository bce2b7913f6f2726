/**
 * Files that are read by ranges of bytes, and must not change meanwhile.
 *
 * @module
 */
export { DataFile } from "./data_file.ts";
export { UnitCache } from "./unit_cache.ts";
