/**
 * Commands from outside the process, and the bus that carries messages between runs and operators.
 *
 * @module
 */
export { type BusMessage, envelopeOf, type PriorityName } from "../core/mod.ts";
export * from "../modules/bus/mod.ts";
export * from "../modules/command_gates/mod.ts";
