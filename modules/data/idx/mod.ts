/**
 * Images and classes in IDX files.
 *
 * @module
 */
export { type IdxFiles, type IdxOptions, idx } from "./idx.ts";
