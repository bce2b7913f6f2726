/**
 * What the backends have in common.
 *
 * @module
 */
export { HeldBackend } from "./held_backend.ts";
export { inTurn } from "./in_turn.ts";
