/**
 * Objective: a smooth absolute distance.
 *
 * @module
 */
export { logCosh } from "./log_cosh.ts";
