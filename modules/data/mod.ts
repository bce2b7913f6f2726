/**
 * Data sources.
 *
 * @module
 */
export * from "./arrays/mod.ts";
export * from "./digits/mod.ts";
export * from "./generator/mod.ts";
export * from "./idx/mod.ts";
export * from "./tf_data/mod.ts";
