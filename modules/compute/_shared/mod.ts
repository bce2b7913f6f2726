/**
 * What the backends have in common.
 *
 * @module
 */
export { makeCurrent, putBack } from "./current.ts";
export { HeldBackend } from "./held_backend.ts";
export { inTurn } from "./in_turn.ts";
export { installOverrides } from "./overrides/mod.ts";
