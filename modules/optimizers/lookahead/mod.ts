/**
 * Optimizer: steps ahead, and a part of the way back.
 *
 * @module
 */
export { type LookaheadOptions, lookahead } from "./lookahead.ts";
