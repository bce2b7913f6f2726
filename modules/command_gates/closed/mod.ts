/**
 * No commands from outside.
 *
 * @module
 */
export { closedGate } from "./closed_gate.ts";
