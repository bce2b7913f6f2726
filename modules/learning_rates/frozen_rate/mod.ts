/**
 * A learning rate of 0.
 *
 * @module
 */
export { frozenRate } from "./frozen_rate.ts";
