/**
 * No controller.
 *
 * @module
 */
export { noTamiyo } from "./none.ts";
