/**
 * Objective: squared distance up to a bound, absolute beyond it.
 *
 * @module
 */
export { type HuberOptions, huber } from "./huber.ts";
