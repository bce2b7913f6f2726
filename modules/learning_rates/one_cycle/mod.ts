/**
 * Up to a peak and far down, once.
 *
 * @module
 */

export { oneCycle } from "./one_cycle.ts";
export type { OneCycleOptions } from "./options.ts";
