/**
 * Observer: plain lines.
 *
 * @module
 */
export { type LinesOptions, lines } from "./lines.ts";
