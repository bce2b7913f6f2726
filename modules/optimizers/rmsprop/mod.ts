/**
 * RMSProp.
 *
 * @module
 */

export type { RmspropOptions } from "./options.ts";
export { rmsprop } from "./rmsprop.ts";
