/**
 * Adam with decoupled weight decay.
 *
 * @module
 */
export { adamw } from "./adamw.ts";
export type { AdamwOptions } from "./options.ts";
