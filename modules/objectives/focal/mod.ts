/**
 * Objective: cross-entropy that looks at hard examples.
 *
 * @module
 */
export { focal } from "./focal.ts";
export type { FocalOptions } from "./options.ts";
