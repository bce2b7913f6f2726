/**
 * Tables in Arrow files.
 *
 * @module
 */
export { type ArrowOptions, arrow } from "./arrow.ts";
