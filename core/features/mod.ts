/**
 * Features of a frozen base, computed once and kept on disk.
 *
 * @module
 */
export { cacheFeatures } from "./cache_features.ts";
