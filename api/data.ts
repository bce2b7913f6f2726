/**
 * Data sources: arrays in memory, the digits that come with examples, and IDX files.
 *
 * @module
 */
export * from "../modules/data/mod.ts";
