/**
 * Gradient transform: a limit by the size of the weights.
 *
 * @module
 */
export { type AdaptiveClipOptions, adaptiveClip } from "./adaptive_clip.ts";
