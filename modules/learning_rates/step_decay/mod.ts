/**
 * A factor at regular intervals.
 *
 * @module
 */
export { type StepDecayOptions, stepDecay } from "./step_decay.ts";
