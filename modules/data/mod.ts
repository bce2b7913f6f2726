/**
 * Data sources.
 *
 * @module
 */
export * from "./arrays/mod.ts";
export * from "./digits/mod.ts";
export * from "./idx/mod.ts";
