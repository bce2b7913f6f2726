/**
 * Gradient transform: a limit on each number.
 *
 * @module
 */
export { type ClipByValueOptions, clipByValue } from "./clip_by_value.ts";
