/**
 * No states in memory.
 *
 * @module
 */
export { noSnapshots } from "./none.ts";
