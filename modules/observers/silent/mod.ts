/**
 * Observer: nothing.
 *
 * @module
 */
export { silent } from "./silent.ts";
