/**
 * Windows over a corpus of text.
 *
 * @module
 */
export type { TextOptions } from "./options.ts";
export { text } from "./text.ts";
