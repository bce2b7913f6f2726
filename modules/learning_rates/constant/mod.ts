/**
 * A learning rate that does not change.
 *
 * @module
 */
export { constant } from "./constant.ts";
