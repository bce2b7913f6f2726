/**
 * One policy after the other.
 *
 * @module
 */
export type { SequenceOptions, SequenceStage } from "./options.ts";
export { sequence } from "./sequence.ts";
