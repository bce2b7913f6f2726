/**
 * No bus.
 *
 * @module
 */
export { noBus } from "./none.ts";
