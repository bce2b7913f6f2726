/**
 * Another policy, within bounds.
 *
 * @module
 */
export { type ClampOptions, clamp } from "./clamp.ts";
