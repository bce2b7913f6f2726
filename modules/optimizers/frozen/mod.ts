/**
 * The optimizer that does nothing.
 *
 * @module
 */
export { frozen } from "./frozen.ts";
