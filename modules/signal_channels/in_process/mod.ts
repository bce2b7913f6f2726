/**
 * Emergency signals that reach no other process.
 *
 * @module
 */
export { inProcessSignals } from "./in_process_signals.ts";
