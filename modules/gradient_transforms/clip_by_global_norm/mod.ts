/**
 * Gradient transform: a limit on the norm.
 *
 * @module
 */
export { type ClipByGlobalNormOptions, clipByGlobalNorm } from "./clip_by_global_norm.ts";
