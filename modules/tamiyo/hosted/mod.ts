/**
 * A controller in a worker or in a process of its own.
 *
 * @module
 */
export { growth, type TamiyoOptions, tamiyo } from "./tamiyo.ts";
