/**
 * A factor at given moments.
 *
 * @module
 */
export { type MultiStepOptions, multiStep } from "./multi_step.ts";
