/**
 * Half a cosine.
 *
 * @module
 */
export { type CosineOptions, cosine } from "./cosine.ts";
